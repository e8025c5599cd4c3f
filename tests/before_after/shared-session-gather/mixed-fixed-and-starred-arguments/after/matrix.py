from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def total(session: AsyncSession, customer_id: int) -> int:
    return await session.scalar(select(func.sum(Order.total)).where(Order.customer_id == customer_id))


async def highest(session: AsyncSession) -> int:
    return await session.scalar(select(func.max(Order.total)))


async def matrix(session: AsyncSession, ids: list[int]) -> list[int]:
    pending = [total(session, number) for number in ids]
    return [
        await highest(session),
        *[await total(session, number) for number in ids if number > 1],
        *[await total(session, number) for number in reversed(ids)],
        *[await c for c in pending],
        await total(session, 1),
    ]
