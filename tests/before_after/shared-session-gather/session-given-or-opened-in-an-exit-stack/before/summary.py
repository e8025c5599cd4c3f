import asyncio
from contextlib import AsyncExitStack

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Order

maker = async_sessionmaker(expire_on_commit=False)


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def summary(session: AsyncSession | None = None) -> str:
    async with AsyncExitStack() as stack:
        if session is None:
            session = await stack.enter_async_context(maker())
        opened, paid = await asyncio.gather(count(session, "open"), count(session, "paid"))
    return f"{opened} open, {paid} paid"


async def shorter(session: AsyncSession | None = None) -> str:
    session = session or maker()
    opened, paid = await asyncio.gather(count(session, "paid"), count(session, "open"))
    await session.close()
    return f"{opened}/{paid}"
