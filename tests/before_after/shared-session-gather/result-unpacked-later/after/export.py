from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def export(session: AsyncSession):
    resp = [
        await session.execute(select(Customer.name).order_by(Customer.id)),
        await session.execute(select(Order.total).order_by(Order.id)),
    ]
    customers, orders = resp
    resp.append("end of file")
    return customers.scalars().all(), orders.scalars().all(), resp[-1]
