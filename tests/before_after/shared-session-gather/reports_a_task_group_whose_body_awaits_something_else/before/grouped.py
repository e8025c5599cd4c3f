import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def counts(session: AsyncSession, client) -> tuple[int, int]:
    async with asyncio.TaskGroup() as tg:
        parts = tg.create_task(count(session, "parts"))
        await client.get("https://example.org/ping")
        orders = tg.create_task(count(session, "orders"))
    return parts.result(), orders.result()
