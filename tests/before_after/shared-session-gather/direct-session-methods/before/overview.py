import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def overview(session: AsyncSession, customer_id: int) -> dict:
    """Everything the customer page shows."""
    customer, open_orders, totals, result = await asyncio.gather(
        session.get(Customer, customer_id),
        session.scalar(select(func.count()).select_from(Order).where(Order.customer_id == customer_id, Order.status == "open")),
        session.scalars(select(Order.total).where(Order.customer_id == customer_id).order_by(Order.total)),
        session.execute(select(func.max(Order.total), func.min(Order.total)).where(Order.customer_id == customer_id)),
    )
    highest, lowest = result.one()
    return {"name": customer.name, "open": open_orders, "totals": totals.all(), "range": (lowest, highest)}
