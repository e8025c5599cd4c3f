import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def compare(session: AsyncSession) -> bool:
    parts = count(session, "parts")
    orders = count(session, "orders")
    before, other, after = await asyncio.gather(parts, orders, parts)
    return before == after != other
