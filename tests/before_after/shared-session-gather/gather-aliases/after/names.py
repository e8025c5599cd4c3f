import asyncio as aio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def one(session: AsyncSession) -> list[int]:
    return [await count(session, "open"), await count(session, "paid")]


async def two(session: AsyncSession) -> list[int]:
    return [await count(session, "open"), await count(session, "lost")]


async def three(session: AsyncSession) -> list[int]:
    return [await count(session, "lost"), await count(session, "paid")]


async def four(session: AsyncSession) -> list[int]:
    await aio.sleep(0)
    return [await count(session, "lost"), await count(session, "lost")]
