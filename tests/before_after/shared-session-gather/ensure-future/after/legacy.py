from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def pair(session: AsyncSession):
    paid = await count(session, "paid")
    opened = await count(session, "open")
    return paid, opened


async def many(session: AsyncSession, statuses):
    futures = [count(session, status) for status in statuses]
    responses = [await c for c in futures]
    return responses
