import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def counts(session: AsyncSession) -> list[int]:
    loop = asyncio.get_running_loop()
    return await asyncio.gather(
        loop.create_task(count(session, "open")),
        loop.create_task(count(session, "paid")),
    )


async def nightly(session: AsyncSession) -> str:
    loop = asyncio.get_event_loop()
    opened = loop.create_task(count(session, "open"))
    paid = loop.create_task(count(session, "paid"))
    return f"{await opened} open, {await paid} paid"
