import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.serialised import serialised


class Store:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._lock = asyncio.Lock()

    @serialised
    async def get(self, key: str) -> str | None:
        return await self._session.scalar(text("select value from store where key = :key"), {"key": key})

    async def get_all(self, keys: list[str]) -> list[str | None]:
        return await asyncio.gather(*[self.get(key) for key in keys])
