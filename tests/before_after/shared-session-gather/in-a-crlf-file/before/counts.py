"""Counts, as an editor on Windows saved them."""
import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def both(session: AsyncSession) -> list[int]:
    # at the same time
    opened, paid = await asyncio.gather(
        count(session, "open"),  # not paid yet
        count(session, "paid"),
    )

    return [opened, paid]
