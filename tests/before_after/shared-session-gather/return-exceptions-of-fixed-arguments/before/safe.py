import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def country(session: AsyncSession, name: str) -> str:
    return (await session.scalars(select(Customer.country).where(Customer.name == name))).one()


async def orders(session: AsyncSession) -> int:
    return (await session.execute(select(func.count(Order.id)))).scalar_one()


async def page(session: AsyncSession, name: str) -> tuple[str, int]:
    where, how_many = await asyncio.gather(country(session, name), orders(session), return_exceptions=True)
    if isinstance(where, Exception):
        where = type(where).__name__
    return where, how_many
