from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def total(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.sum(Order.total)).where(Order.status == status)) or 0


async def share(session: AsyncSession) -> dict[str, float]:
    paid = await total(session, "paid")
    open_ = await total(session, "open")

    everything = paid + open_
    return {
        "paid": paid / everything,
        "open": open_ / everything,
    }
