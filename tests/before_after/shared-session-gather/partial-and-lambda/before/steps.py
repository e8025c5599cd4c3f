import asyncio
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def steps(session: AsyncSession) -> list[int]:
    count_here = partial(count, session)
    return await asyncio.gather(count_here("open"), count_here(status="paid"))


async def table(session: AsyncSession, statuses: list[str]) -> list[int]:
    ask = lambda status: count(session, status)
    return await asyncio.gather(*[ask(status) for status in statuses])
