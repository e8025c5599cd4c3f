from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Order, User


async def count_users(db: AsyncSession) -> int:
    return await db.scalar(select(func.count(User.id))) or 0


async def count_orders(db: AsyncSession) -> int:
    return await db.scalar(select(func.count(Order.id))) or 0
