"""Figures kept in the module between requests."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order

last_id = 0
new_orders = 0


async def _last_id(session: AsyncSession) -> int:
    return await session.scalar(select(func.max(Order.id)))


async def _since(session: AsyncSession) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.id > last_id))


async def refresh(session: AsyncSession) -> None:
    global last_id, new_orders
    last_id, new_orders = await _last_id(session), await _since(session)
