import asyncio

from sqlalchemy import text

from app.session import current, in_session


async def count(table: str) -> int:
    return await current().scalar(text(f"select count(*) from {table}"))


async def stats() -> list[int]:
    return await asyncio.gather(in_session(count, "parts"), in_session(count, "orders"))
