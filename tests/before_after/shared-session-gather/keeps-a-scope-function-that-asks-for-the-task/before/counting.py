import asyncio

from sqlalchemy import func, select

from models import Customer, Order
from registry import by_function, by_lambda


async def count(model: type) -> int:
    try:
        return await by_function.scalar(select(func.count(model.id)))
    finally:
        await by_function.remove()


async def largest() -> int:
    try:
        return (await by_lambda.scalars(select(Order.total).order_by(Order.total.desc()))).first()
    finally:
        await by_lambda.remove()


async def counts() -> tuple[int, int, int]:
    customers, orders = await asyncio.gather(count(Customer), count(Order))
    top, _ = await asyncio.gather(largest(), largest())
    return customers, orders, top
