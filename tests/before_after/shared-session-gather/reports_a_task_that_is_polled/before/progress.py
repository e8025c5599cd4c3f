import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def rebuild(session: AsyncSession) -> int:
    result = await session.execute(text("insert into totals select sum(amount) from orders"))
    return result.rowcount


async def rebuild_with_progress(session: AsyncSession) -> int:
    task = asyncio.create_task(rebuild(session))
    while not task.done():
        print(await session.scalar(text("select count(*) from totals")))
        await asyncio.sleep(0.5)
    return task.result()
