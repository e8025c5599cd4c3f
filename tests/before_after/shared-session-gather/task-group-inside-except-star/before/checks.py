import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def customer(session: AsyncSession, number: int) -> Customer:
    return (await session.scalars(select(Customer).where(Customer.id == number))).one()


async def order(session: AsyncSession, number: int) -> Order:
    found = await session.get(Order, number)
    if found is None:
        raise LookupError(number)
    return found


async def check(session: AsyncSession, customer_id: int, order_id: int) -> str:
    answer = "?"
    try:
        async with asyncio.TaskGroup() as tg:
            who = tg.create_task(customer(session, customer_id))
            what = tg.create_task(order(session, order_id))
        answer = "yours" if what.result().customer_id == who.result().id else "not yours"
    except* LookupError:
        answer = "no such order"
    return answer
