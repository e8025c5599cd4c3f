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
        who = await customer(session, customer_id)
        what = await order(session, order_id)
        answer = "yours" if what.customer_id == who.id else "not yours"
    except* LookupError:
        answer = "no such order"
    return answer
