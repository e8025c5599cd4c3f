import asyncio

import aiosqlite
import psycopg
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncSession


async def postgres(session: psycopg.AsyncConnection):
    return await asyncio.gather(session.execute("select 1"), session.execute("select 2"))


async def sqlite(session: aiosqlite.Connection):
    await asyncio.gather(session.execute("select 1"), session.commit())


async def redis(session: Redis, keys: list[str]):
    return await asyncio.gather(*[session.get(key) for key in keys], session.delete("stale"))


async def commit(session: AsyncSession) -> None:
    await session.commit()
