import asyncio

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.base import Plugin


class Web(Plugin):
    def __init__(self, session: AsyncSession, client: httpx.AsyncClient) -> None:
        super().__init__(session)
        self.client = client

    async def fetch(self, key: str) -> bytes:
        return (await self.client.get(key)).content


class Disk(Plugin):
    async def fetch(self, key: str) -> bytes:
        with open(key, "rb") as file:
            return await asyncio.to_thread(file.read)
