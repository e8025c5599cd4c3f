import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def total(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.sum(Order.total)).where(Order.status == status)) or 0


async def share(session: AsyncSession) -> dict[str, float]:
    async with asyncio.TaskGroup() as tg:
        paid = tg.create_task(total(session, "paid"))
        open_ = tg.create_task(total(session, "open"))

    everything = await paid + await open_
    return {
        "paid": paid.result() / everything,
        "open": open_.result() / everything,
    }
