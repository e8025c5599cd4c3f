import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def export(session: AsyncSession):
    resp = await asyncio.gather(
        session.execute(select(Customer.name).order_by(Customer.id)),
        session.execute(select(Order.total).order_by(Order.id)),
    )
    customers, orders = resp
    resp.append("end of file")
    return customers.scalars().all(), orders.scalars().all(), resp[-1]
