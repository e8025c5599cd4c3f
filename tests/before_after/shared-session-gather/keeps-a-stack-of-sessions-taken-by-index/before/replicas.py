import asyncio
from contextlib import AsyncExitStack

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from models import Customer


async def count(session: AsyncSession, country: str) -> int:
    return await session.scalar(select(func.count(Customer.id)).where(Customer.country == country))


async def on_each(engines: list[AsyncEngine], country: str) -> list[int]:
    async with AsyncExitStack() as stack:
        sessions = []
        for engine in engines:
            sessions.append(await stack.enter_async_context(AsyncSession(engine)))
        return await asyncio.gather(*(count(sessions[index], country) for index in range(len(sessions))))


async def spread(engines: list[AsyncEngine], countries: list[str]) -> list[int]:
    sessions = [AsyncSession(engine) for engine in engines]
    free = iter(sessions)
    try:
        return await asyncio.gather(*(count(next(free), country) for country in countries))
    finally:
        for session in sessions:
            await session.close()


async def two(engines: list[AsyncEngine]) -> int:
    first, second = [AsyncSession(engine) for engine in engines[:2]]
    async with first, second:
        german, french = await asyncio.gather(count(first, "de"), count(second, "fr"))
    return german + french
