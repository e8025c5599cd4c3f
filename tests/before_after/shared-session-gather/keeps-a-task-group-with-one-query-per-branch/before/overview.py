import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def rows(session: AsyncSession, model: type) -> int:
    return await session.scalar(select(func.count(model.id)))


async def overview(session: AsyncSession, *, detailed: bool) -> int:
    async with asyncio.TaskGroup() as group:
        pause = group.create_task(asyncio.sleep(0.1, 1))
        if detailed:
            found = group.create_task(rows(session, Order))
        else:
            found = group.create_task(rows(session, Customer))
    return pause.result() + found.result()


async def one_after_the_other(session: AsyncSession, *, detailed: bool) -> int:
    if detailed:
        task = asyncio.create_task(rows(session, Order))
        found = await task
    else:
        task = asyncio.create_task(rows(session, Customer))
        found = await task
    return found


async def fallback(session: AsyncSession) -> int:
    try:
        return await asyncio.create_task(rows(session, Order))
    except LookupError:
        return await rows(session, Customer)
