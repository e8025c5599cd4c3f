import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def counts(session: AsyncSession) -> list[int]:
    loop = asyncio.get_running_loop()
    return [
        await count(session, "open"),
        await count(session, "paid"),
    ]


async def nightly(session: AsyncSession) -> str:
    loop = asyncio.get_event_loop()
    opened = await count(session, "open")
    paid = await count(session, "paid")
    return f"{opened} open, {paid} paid"
