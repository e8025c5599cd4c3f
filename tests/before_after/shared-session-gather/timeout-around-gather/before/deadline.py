import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def counts(session: AsyncSession, limit: float) -> list[int]:
    try:
        async with asyncio.timeout(limit):
            return await asyncio.gather(*[count(session, status) for status in ("open", "paid")])
    except TimeoutError:
        return []
