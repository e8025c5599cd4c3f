import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def half(session: AsyncSession, table: str, barrier: asyncio.Barrier) -> int:
    count = await session.scalar(text(f"select count(*) from {table}"))
    await barrier.wait()
    return count


async def both(session: AsyncSession) -> list[int]:
    barrier = asyncio.Barrier(2)
    return await asyncio.gather(half(session, "a", barrier), half(session, "b", barrier))
