import asyncio

from acme.orm import transactional
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@transactional
async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def report() -> list[int]:
    return await asyncio.gather(count("parts"), count("orders"))
