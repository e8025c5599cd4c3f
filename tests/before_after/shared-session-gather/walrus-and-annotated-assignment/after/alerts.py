from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def _above(session: AsyncSession, limit: int) -> int:
    stmt = select(func.count(Order.id)).where(Order.total > limit)
    return (await session.execute(stmt)).scalar_one()


async def alerts(session: AsyncSession, limits: list[int]) -> list[int]:
    if any(counts := [await _above(session, limit) for limit in limits]):
        return counts
    return []


async def extremes(session: AsyncSession) -> list[int]:
    counts: list[int] = [await _above(session, 0), await _above(session, 35)]
    counts.append(counts[0] - counts[1])
    return counts
