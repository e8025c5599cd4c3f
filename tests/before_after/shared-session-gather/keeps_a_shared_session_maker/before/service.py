import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def insert(session_factory: async_sessionmaker[AsyncSession], number: int) -> None:
    async with session_factory.begin() as session:
        await session.execute(text("insert into numbers values (:n)"), {"n": number})


class Service:
    def __init__(self, session: async_sessionmaker[AsyncSession]) -> None:
        self.session = session

    async def count(self, table: str) -> int:
        async with self.session() as session:
            return await session.scalar(text(f"select count(*) from {table}"))

    async def counts(self) -> tuple[int, int]:
        parts, orders = await asyncio.gather(self.count("parts"), self.count("orders"))
        return parts, orders

    async def fill(self, numbers: list[int]) -> None:
        await asyncio.gather(*[insert(self.session, number) for number in numbers])
