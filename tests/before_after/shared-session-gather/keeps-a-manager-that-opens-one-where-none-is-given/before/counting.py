import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order
from sessions import ensure, given_or_new


async def count(model: type, session: AsyncSession | None = None) -> int:
    async with ensure(session) as current:
        return await current.scalar(select(func.count(model.id)))


async def names(country: str, session: AsyncSession | None = None) -> list[str]:
    async with given_or_new(session) as current:
        return list(await current.scalars(select(Customer.name).where(Customer.country == country)))


async def summary() -> tuple[int, int, list[str], list[str]]:
    customers, orders = await asyncio.gather(count(Customer), count(Order))
    german, french = await asyncio.gather(names("de"), names("fr"))
    return customers, orders, german, french


async def beside_the_callers(session: AsyncSession) -> list[int]:
    return await asyncio.gather(count(Customer, session), count(Order))
