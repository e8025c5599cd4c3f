import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from decorating import InSession
from models import Customer, Order


@InSession
async def count(session: AsyncSession, model: type) -> int:
    return await session.scalar(select(func.count(model.id)))


async def counts() -> tuple[int, int]:
    customers, orders = await asyncio.gather(count(Customer), count(Order))
    return customers, orders
