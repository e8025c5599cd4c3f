import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def stream(session: AsyncSession, tables: list[str]):
    for finished in asyncio.as_completed([count(session, table) for table in tables], timeout=10):
        yield await finished
