import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def both(session: AsyncSession) -> list[int]:
    return await asyncio.gather(count(session, "open"), count(session, "paid"))
