import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


class Compare:
    def __init__(self, left: AsyncSession, right: AsyncSession) -> None:
        self.left = left
        self.right = right

    async def _count(self, session: AsyncSession, table: str) -> int:
        return await session.scalar(text(f"select count(*) from {table}"))

    async def equal(self, table: str) -> bool:
        left, right = await asyncio.gather(self._count(self.left, table), self._count(self.right, table))
        return left == right


async def both(maker: async_sessionmaker[AsyncSession]) -> list[int]:
    async with maker() as one, maker() as two:
        return await asyncio.gather(one.scalar(text("select 1")), two.scalar(text("select 2")))


async def entered_twice(maker: async_sessionmaker[AsyncSession]) -> list[int]:
    async with maker() as session:
        first = session.scalar(text("select 1"))
        async with maker() as session:
            second = session.scalar(text("select 2"))
            return await asyncio.gather(first, second)
