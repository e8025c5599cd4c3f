from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def country(session: AsyncSession, name: str) -> str:
    return (await session.scalars(select(Customer.country).where(Customer.name == name))).one()


async def orders(session: AsyncSession) -> int:
    return (await session.execute(select(func.count(Order.id)))).scalar_one()


async def page(session: AsyncSession, name: str) -> tuple[str, int]:
    async def _settled(awaitable):
        try:
            return await awaitable
        except Exception as exc:
            return exc

    where = await _settled(country(session, name))
    how_many = await _settled(orders(session))
    if isinstance(where, Exception):
        where = type(where).__name__
    return where, how_many
