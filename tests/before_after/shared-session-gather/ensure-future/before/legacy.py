import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def pair(session: AsyncSession):
    paid, opened = await asyncio.gather(
        asyncio.ensure_future(count(session, "paid")),
        asyncio.ensure_future(count(session, "open")),
    )
    return paid, opened


async def many(session: AsyncSession, statuses):
    futures = [asyncio.ensure_future(count(session, status)) for status in statuses]
    responses = await asyncio.gather(*futures)
    return responses
