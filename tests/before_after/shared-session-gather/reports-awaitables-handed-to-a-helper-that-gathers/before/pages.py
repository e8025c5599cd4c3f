import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def run_all(*awaitables):
    return await asyncio.gather(*awaitables)


async def by_name(awaitables):
    found = await asyncio.gather(*awaitables.values())
    return dict(zip(awaitables, found, strict=True))


async def counts(session: AsyncSession) -> list[int]:
    return await run_all(
        session.scalar(select(func.count(Customer.id))),
        session.scalar(select(func.count(Order.id))),
    )


async def page(session: AsyncSession) -> dict[str, int]:
    return await by_name(
        {
            "customers": session.scalar(select(func.count(Customer.id))),
            "orders": session.scalar(select(func.count(Order.id))),
        }
    )
