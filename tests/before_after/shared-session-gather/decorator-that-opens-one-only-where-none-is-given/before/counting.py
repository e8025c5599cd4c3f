import asyncio

from sqlalchemy import func, select

from models import Customer, Order
from sessions import maker, with_session


@with_session
async def count(model, *, session):
    return await session.scalar(select(func.count(model.id)))


async def apart():
    return await asyncio.gather(count(Customer), count(Order))


async def together():
    async with maker() as session:
        return await asyncio.gather(count(Customer, session=session), count(Order, session=session))
