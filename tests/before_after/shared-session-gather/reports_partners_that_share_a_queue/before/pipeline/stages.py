import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

DONE = object()


async def read_rows(session: AsyncSession, queue: asyncio.Queue) -> None:
    for page in range(10):
        rows = await session.execute(text("select id from source limit 100 offset :start"), {"start": page * 100})
        for row in rows:
            await queue.put(row.id)
    await queue.put(DONE)


async def write_rows(session: AsyncSession, queue: asyncio.Queue) -> int:
    written = 0
    while (row := await queue.get()) is not DONE:
        await session.execute(text("insert into target values (:id)"), {"id": row})
        written += 1
    return written
