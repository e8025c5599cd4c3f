import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def counts(session: AsyncSession) -> tuple[int, int, int]:
    parts = await asyncio.create_task(count(session, "parts"))
    orders = await asyncio.wait_for(count(session, "orders"), 5)
    users = await asyncio.shield(asyncio.ensure_future(count(session, "users")))
    await session.commit()
    return parts, orders, users
