import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Prefetch:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _one(self, table: str) -> int:
        return await self.session.scalar(text(f"select count(*) from {table}"))

    def start(self) -> None:
        self.pending = asyncio.gather(self._one("parts"), self._one("orders"))

    async def result(self) -> list[int]:
        return await self.pending
