import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def counts(session: AsyncSession, tables: list[str]) -> list[int]:
    lock = asyncio.Lock()

    async def count(table: str) -> int:
        await asyncio.sleep(0.1)
        async with lock:
            return await session.scalar(text(f"select count(*) from {table}"))

    return await asyncio.gather(*[count(table) for table in tables])


async def inserted(session: AsyncSession, rows: list[dict]) -> None:
    one_at_a_time = asyncio.Lock()
    await asyncio.gather(*[insert(session, row, one_at_a_time) for row in rows])


async def insert(session: AsyncSession, row: dict, lock: asyncio.Lock) -> None:
    async with lock:
        await session.execute(text("insert into rows values (:a)"), row)
