from sqlalchemy import func, select

from database import AuditedSession
from models import Customer, Order


async def customers(session: AuditedSession) -> int:
    return await session.one(select(func.count(Customer.id)))


async def orders(session: AuditedSession) -> int:
    return await session.one(select(func.count(Order.id)))


async def both(session: AuditedSession) -> dict[str, int]:
    n_customers = await customers(session)
    n_orders = await orders(session)
    return {"customers": n_customers, "orders": n_orders}
