import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def traced(session: AsyncSession, table: str) -> int:
    asyncio.current_task().set_name(f"count {table}")
    return await session.scalar(text(f"select count(*) from {table}"))


async def both(session: AsyncSession) -> list[int]:
    return await asyncio.gather(traced(session, "parts"), traced(session, "orders"))
