from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def page(session: AsyncSession, customer_id: int) -> str:
    pending = await count(session, "open")
    customer = await session.get(Customer, customer_id)
    name = customer.name.upper() if customer else "?"
    return f"{name} sees {pending} open orders"
