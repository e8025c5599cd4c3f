import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def fast(session: AsyncSession) -> int:
    return await session.scalar(text("select reltuples from pg_class where relname = 'parts'"))


async def exact(session: AsyncSession) -> int:
    return await session.scalar(text("select count(*) from parts"))


async def size(session: AsyncSession, estimate: bool) -> int:
    if estimate:
        task = asyncio.create_task(fast(session))
    else:
        task = asyncio.create_task(exact(session))
    return await task


async def size_while_sleeping(session: AsyncSession, estimate: bool) -> int:
    found, _ = await asyncio.gather(fast(session) if estimate else exact(session), asyncio.sleep(1))
    return found


async def matched(session: AsyncSession, how: str) -> int | None:
    match how:
        case "fast":
            counting = fast(session)
        case _:
            counting = exact(session)
    return (await asyncio.gather(counting, asyncio.sleep(0)))[0]
