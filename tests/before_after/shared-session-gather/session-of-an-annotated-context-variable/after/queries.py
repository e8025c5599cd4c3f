from sqlalchemy import func, select

from current import current
from models import Customer, Order


async def count(model: type) -> int:
    return await current().scalar(select(func.count(model.id)))


async def counts() -> tuple[int, int]:
    customers = await count(Customer)
    orders = await count(Order)
    return customers, orders
