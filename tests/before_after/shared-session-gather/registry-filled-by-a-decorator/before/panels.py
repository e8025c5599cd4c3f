from collections.abc import Awaitable, Callable

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order

Panel = Callable[[AsyncSession], Awaitable[int]]
PANELS: dict[str, Panel] = {}


def panel(name: str) -> Callable[[Panel], Panel]:
    def register(function: Panel) -> Panel:
        PANELS[name] = function
        return function

    return register


async def customers(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Customer.id)))


@panel("orders")
async def orders(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Order.id)))


PANELS["customers"] = customers
