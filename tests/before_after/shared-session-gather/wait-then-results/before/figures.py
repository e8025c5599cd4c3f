import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def figures(session: AsyncSession) -> dict[str, int]:
    opened = asyncio.create_task(count(session, "open"))
    paid = asyncio.create_task(count(session, "paid"))
    await asyncio.wait([opened, paid])
    return {"open": opened.result(), "paid": paid.result()}
