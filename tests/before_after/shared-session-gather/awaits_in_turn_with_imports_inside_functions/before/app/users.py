from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app import orders


async def count_users(session: AsyncSession) -> int:
    return await session.scalar(text("select 2"))


async def per_user(session: AsyncSession) -> float:
    return await orders.count_orders(session) / await count_users(session)
