from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def count(session: AsyncSession, model) -> int:
    return await session.scalar(select(func.count()).select_from(model))


async def both(session: AsyncSession) -> dict[str, int]:
    customers = await count(session, Customer)
    orders = await count(session, Order)
    return {"customers": customers, "orders": orders}


async def under_one_name(session: AsyncSession) -> int:
    customers = await count(session, Customer)
    orders = await count(session, Order)
    return customers * orders


async def in_another_order(session: AsyncSession) -> tuple[int, int]:
    customers = await count(session, Customer)
    orders = await count(session, Order)
    return customers, orders


async def warmed(session: AsyncSession) -> None:
    await count(session, Customer)
    await count(session, Order)


async def returned(session: AsyncSession) -> list[int]:
    first = await count(session, Customer)
    second = await count(session, Order)
    return [first, second]


async def all_or_nothing(session: AsyncSession) -> tuple[int, int]:
    customers = orders = -1
    try:
        first = await count(session, Customer)
        second = await count(session, None)
        customers, orders = first, second
    except Exception:
        pass
    return customers, orders


async def told_in_between(session: AsyncSession) -> str:
    customers = "no"
    first = await count(session, Customer)
    second = await count(session, Order)
    said = f"{customers} customers"
    customers, orders = first, second
    return f"{said}, then {customers} and {orders}"
