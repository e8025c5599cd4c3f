import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def rebuild(session: AsyncSession) -> None:
    await session.execute(text("insert into totals select sum(amount) from orders"))


async def command(session: AsyncSession, path: str) -> None:
    task = asyncio.create_task(rebuild(session))
    await asyncio.to_thread(print, path)
    await asyncio.sleep(0.1)
    await task
    await session.commit()


async def in_groups(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as tg:
        tg.create_task(rebuild(session))
        tg.create_task(asyncio.sleep(1))
    async with asyncio.TaskGroup() as tg:
        tg.create_task(rebuild(session))
    await session.commit()
