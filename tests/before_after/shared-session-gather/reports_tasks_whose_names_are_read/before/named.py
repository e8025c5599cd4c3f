import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def counts(session: AsyncSession) -> dict[str, int]:
    parts = asyncio.create_task(count(session, "parts"), name="parts")
    orders = asyncio.create_task(count(session, "orders"), name="orders")
    found = {}
    for task in (parts, orders):
        found[task.get_name()] = await task
    return found
