import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from measuring import Measured
from models import Customer, Order


@Measured
async def customers(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Customer.id)))


@Measured
async def orders(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Order.id)))


async def counts(session: AsyncSession) -> tuple[int, int]:
    found = await asyncio.gather(customers(session), orders(session))
    return found[0], found[1]
