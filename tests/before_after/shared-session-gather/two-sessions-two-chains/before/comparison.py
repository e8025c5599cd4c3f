import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Order.id)))


async def total(session: AsyncSession) -> int:
    return await session.scalar(select(func.sum(Order.total)))


async def compare(live: AsyncSession, archive: AsyncSession) -> dict[str, tuple[int, int]]:
    live_count, archive_count, live_total, archive_total = await asyncio.gather(
        count(live),
        count(archive),
        total(live),
        total(archive),
    )
    return {"live": (live_count, live_total), "archive": (archive_count, archive_total)}
