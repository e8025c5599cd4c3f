import asyncio
from asyncio import gather, sleep

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def in_turn(*awaitables):
    return [await awaitable for awaitable in awaitables]


class one_by_one:
    gather = staticmethod(in_turn)


async def parameter(session: AsyncSession, gather=in_turn):
    return await gather(session.scalar(text("select 1")), session.scalar(text("select 2")))


async def local(session: AsyncSession):
    asyncio = one_by_one
    return await asyncio.gather(session.scalar(text("select 1")), session.scalar(text("select 2")))


async def elsewhere():
    return await gather(sleep(1), asyncio.sleep(1))
