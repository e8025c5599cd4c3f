import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def default_status() -> str:
    return "paid"


async def both(session: AsyncSession) -> tuple[int, int]:
    first, opened = await asyncio.gather(count(session, await default_status()), count(session, "open"))
    return first, opened
