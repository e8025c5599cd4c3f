import asyncio  # noqa: F401
from asyncio import sleep

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def patient(session: AsyncSession) -> list[int]:
    await sleep(0)
    return [await count(session, "open"), await count(session, "paid")]
