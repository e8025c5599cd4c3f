import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def insert(session: AsyncSession, table: str) -> None:
    await session.execute(text(f"insert into {table} default values"))


async def seed(session: AsyncSession) -> None:
    async with asyncio.TaskGroup() as tg:
        tg.create_task(insert(session, "parts"))
        tg.create_task(insert(session, "orders"))
