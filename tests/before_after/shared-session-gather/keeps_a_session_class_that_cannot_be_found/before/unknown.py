import asyncio

from acme.database import AsyncSession, session_scope
from sqlalchemy import text


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def counts(session: AsyncSession) -> list[int]:
    return await asyncio.gather(count(session, "parts"), count(session, "orders"))


async def scoped() -> list[int]:
    async with session_scope() as session:
        return await asyncio.gather(session.scalar(text("select 1")), session.scalar(text("select 2")))
