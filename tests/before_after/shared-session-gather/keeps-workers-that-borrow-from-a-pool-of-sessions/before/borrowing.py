import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Order


async def total(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.sum(Order.total)).where(Order.status == status))


async def totals(maker: async_sessionmaker[AsyncSession], statuses: list[str]) -> list[int]:
    free = [maker() for _ in statuses]

    async def one(status: str) -> int:
        session = free.pop()
        try:
            return await total(session, status)
        finally:
            await session.close()

    return await asyncio.gather(*map(one, statuses))


async def by_status(maker: async_sessionmaker[AsyncSession], statuses: list[str]) -> dict[str, int]:
    sessions = {}

    async def one(status: str) -> int:
        sessions[status] = maker()
        return await total(sessions[status], status)

    found = await asyncio.gather(*(one(status) for status in statuses))
    for session in sessions.values():
        await session.close()
    return dict(zip(statuses, found, strict=True))
