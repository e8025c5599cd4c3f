import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def count(session: AsyncSession, model) -> int:
    return await session.scalar(select(func.count()).select_from(model))


async def both(session: AsyncSession) -> dict[str, int]:
    customers_task = asyncio.create_task(count(session, Customer), name="customers")
    orders_task = asyncio.create_task(count(session, Order), name="orders")

    customers, orders = await asyncio.gather(customers_task, orders_task)
    return {"customers": customers, "orders": orders}


async def under_one_name(session: AsyncSession) -> int:
    customers = asyncio.create_task(count(session, Customer))
    orders = asyncio.create_task(count(session, Order))
    customers, orders = await asyncio.gather(customers, orders)
    return customers * orders


async def in_another_order(session: AsyncSession) -> tuple[int, int]:
    first = asyncio.ensure_future(count(session, Customer))
    second = asyncio.ensure_future(count(session, Order))
    orders, customers = await asyncio.gather(second, first)
    return customers, orders


async def warmed(session: AsyncSession) -> None:
    first = asyncio.create_task(count(session, Customer))
    second = asyncio.create_task(count(session, Order))
    await asyncio.gather(first, second)


async def returned(session: AsyncSession) -> list[int]:
    first = asyncio.create_task(count(session, Customer))
    second = asyncio.create_task(count(session, Order))
    return await asyncio.gather(first, second)


async def all_or_nothing(session: AsyncSession) -> tuple[int, int]:
    customers = orders = -1
    try:
        first = asyncio.create_task(count(session, Customer))
        second = asyncio.create_task(count(session, None))
        customers, orders = await asyncio.gather(first, second)
    except Exception:
        pass
    return customers, orders


async def told_in_between(session: AsyncSession) -> str:
    customers = "no"
    first = asyncio.create_task(count(session, Customer))
    second = asyncio.create_task(count(session, Order))
    said = f"{customers} customers"
    customers, orders = await asyncio.gather(first, second)
    return f"{said}, then {customers} and {orders}"
