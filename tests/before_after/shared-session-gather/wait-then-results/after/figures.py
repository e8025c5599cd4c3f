from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def figures(session: AsyncSession) -> dict[str, int]:
    opened = await count(session, "open")
    paid = await count(session, "paid")
    return {"open": opened, "paid": paid}
