import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def counts(session: AsyncSession, tables: list[str], bar) -> None:
    async with asyncio.TaskGroup() as tg:
        for table in tables:
            task = tg.create_task(count(session, table))
            task.add_done_callback(bar.advance)
