import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def counts(session: AsyncSession, limit: float) -> tuple[int, int]:
    opened, paid = await asyncio.wait_for(
        asyncio.gather(count(session, "open"), count(session, "paid")),
        timeout=limit,
    )
    return opened, paid
