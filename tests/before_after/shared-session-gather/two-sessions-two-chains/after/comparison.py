import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Order.id)))


async def total(session: AsyncSession) -> int:
    return await session.scalar(select(func.sum(Order.total)))


async def compare(live: AsyncSession, archive: AsyncSession) -> dict[str, tuple[int, int]]:
    async def _on_session():
        return (
            await count(live),
            await total(live),
        )

    async def _on_session_2():
        return (
            await count(archive),
            await total(archive),
        )

    (live_count, live_total), (archive_count, archive_total) = await asyncio.gather(
        _on_session(),
        _on_session_2(),
    )
    return {"live": (live_count, live_total), "archive": (archive_count, archive_total)}
