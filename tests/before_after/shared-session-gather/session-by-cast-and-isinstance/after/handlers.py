from typing import Any, cast

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def count(session: Any, model: type) -> int:
    assert isinstance(session, AsyncSession)
    return await session.scalar(select(func.count(model.id)))


async def counts(state: dict[str, Any]) -> list[int]:
    session = cast(AsyncSession, state["session"])
    return [
        await session.scalar(select(func.count(Customer.id))), await session.scalar(select(func.count(Order.id)))
    ]


async def checked(target: Any) -> int:
    if not isinstance(target, AsyncSession):
        raise TypeError(target)
    customers = await count(target, Customer)
    orders = await count(target, Order)
    return customers + orders
