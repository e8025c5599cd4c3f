import asyncio

from sqlalchemy import func, select

from database import AuditedSession
from models import Customer, Order


async def customers(session: AuditedSession) -> int:
    return await session.one(select(func.count(Customer.id)))


async def orders(session: AuditedSession) -> int:
    return await session.one(select(func.count(Order.id)))


async def both(session: AuditedSession) -> dict[str, int]:
    n_customers, n_orders = await asyncio.gather(customers(session), orders(session))
    return {"customers": n_customers, "orders": n_orders}
