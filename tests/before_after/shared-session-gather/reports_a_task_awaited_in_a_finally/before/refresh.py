import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def refresh_prices(session: AsyncSession) -> None:
    await session.execute(text("update prices set stale = 0"))


async def order(session: AsyncSession, product: int) -> int:
    prices = asyncio.create_task(refresh_prices(session))
    try:
        return await session.scalar(text("insert into orders values (:p) returning id"), {"p": product})
    finally:
        await prices
