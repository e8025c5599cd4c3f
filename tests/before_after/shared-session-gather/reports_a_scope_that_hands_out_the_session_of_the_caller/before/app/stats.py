import asyncio

from sqlalchemy import text

from app.db import session_scope


async def count(table: str) -> int:
    async with session_scope() as session:
        return await session.scalar(text(f"select count(*) from {table}"))


async def counts() -> list[int]:
    async with session_scope():
        return await asyncio.gather(count("parts"), count("orders"))
