import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


def counts(session: AsyncSession):
    return asyncio.gather(count(session, "parts"), count(session, "orders"))


async def report(session: AsyncSession) -> int:
    parts, orders = await counts(session)
    return parts + orders
