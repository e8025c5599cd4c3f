import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def cell(session: AsyncSession, customer_id: int, status: str) -> int:
    stmt = select(func.count(Order.id)).where(Order.customer_id == customer_id, Order.status == status)
    return await session.scalar(stmt)


async def grid(session: AsyncSession, customers: list[int], statuses: list[str]) -> list[list[int]]:
    return await asyncio.gather(
        *[
            asyncio.gather(*[cell(session, customer_id, status) for status in statuses])
            for customer_id in customers
        ]
    )
