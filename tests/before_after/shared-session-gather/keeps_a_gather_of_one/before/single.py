import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def counts(session: AsyncSession) -> int:
    (parts,) = await asyncio.gather(count(session, "parts"))
    [orders] = await asyncio.gather(*[count(session, "orders")])
    async with asyncio.TaskGroup() as tg:
        users = tg.create_task(count(session, "users"))
    await asyncio.gather()
    return parts + orders + users.result()
