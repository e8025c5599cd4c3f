import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order

LIMIT = asyncio.Semaphore(5)


async def total(session: AsyncSession, customer_id: int) -> int:
    async with LIMIT:
        return await session.scalar(select(func.sum(Order.total)).where(Order.customer_id == customer_id))


async def totals(session: AsyncSession, customer_ids: list[int]) -> list[int]:
    return [await total(session, customer_id) for customer_id in customer_ids]
