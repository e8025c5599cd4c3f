import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def counts(session: AsyncSession, tables: list[str]) -> list[int]:
    found = []
    for table in tables:
        task = asyncio.create_task(count(session, table))
        try:
            found.append(await asyncio.wait_for(task, timeout=2))
        except TimeoutError:
            found.append(-1)
    for table in tables:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(count(session, table))
    return found
