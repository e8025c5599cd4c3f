import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Reader:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.gate = asyncio.Semaphore(1)
        self.door = asyncio.BoundedSemaphore(value=1)

    async def size(self, table: str) -> int:
        async with self.gate:
            return await self.session.scalar(text(f"select count(*) from {table}"))

    async def top(self, table: str) -> int:
        async with self.door:
            return await self.session.scalar(text(f"select max(id) from {table}"))

    async def sizes(self, tables: list[str]) -> list[int]:
        return await asyncio.gather(*[self.size(table) for table in tables])

    async def tops(self) -> list[int]:
        return await asyncio.gather(self.top("parts"), self.top("orders"))
