import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def counts(session: AsyncSession, limit: float) -> tuple[int, int]:
    async with asyncio.timeout(limit):
        opened = await count(session, "open")
        paid = await count(session, "paid")
    return opened, paid
