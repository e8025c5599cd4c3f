"""Counts, as an editor on Windows saved them."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def both(session: AsyncSession) -> list[int]:
    # at the same time
    opened = await count(session, "open")  # not paid yet
    paid = await count(session, "paid")

    return [opened, paid]
