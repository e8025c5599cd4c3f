import asyncio
from typing import Any

from sqlalchemy import func, select

from models import Customer, Order
from scopes import session_of


async def counts(app: Any) -> tuple[int, int]:
    async with session_of(app) as session:
        customers, orders = await asyncio.gather(
            session.scalar(select(func.count(Customer.id))),
            session.scalar(select(func.count(Order.id))),
        )
    return customers, orders
