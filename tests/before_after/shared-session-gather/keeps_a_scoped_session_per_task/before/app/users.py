import asyncio

from sqlalchemy import text

from app.registry import Session


async def count(table: str) -> int:
    try:
        return await Session.scalar(text(f"select count(*) from {table}"))
    finally:
        await Session.remove()


async def newest(table: str) -> int:
    session = Session()
    try:
        return await session.scalar(text(f"select max(id) from {table}"))
    finally:
        await Session.remove()


async def numbers() -> list[int]:
    return await asyncio.gather(count("users"), newest("users"))
