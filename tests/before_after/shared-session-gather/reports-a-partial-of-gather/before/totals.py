import asyncio
from functools import partial

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def count(session: AsyncSession, model: type) -> int:
    return await session.scalar(select(func.count(model.id)))


async def both(session: AsyncSession) -> list[int]:
    run = partial(asyncio.gather, count(session, Customer), count(session, Order))
    return await run()


async def one_more(session: AsyncSession) -> list[int]:
    run = partial(asyncio.gather, count(session, Customer))
    return await run(count(session, Order))


async def quietly(session: AsyncSession) -> list[int]:
    gather = partial(asyncio.gather, return_exceptions=True)
    found = await gather(count(session, Customer), count(session, Order))
    return [one for one in found if not isinstance(one, BaseException)]
