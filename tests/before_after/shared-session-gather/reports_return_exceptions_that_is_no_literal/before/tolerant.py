import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def counts(session: AsyncSession, tables: list[str], strict: bool = True) -> list[int]:
    return await asyncio.gather(*[count(session, table) for table in tables], return_exceptions=not strict)
