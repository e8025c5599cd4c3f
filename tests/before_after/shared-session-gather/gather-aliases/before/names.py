import asyncio as aio
import asyncio.tasks
from asyncio import gather as together
from asyncio.tasks import gather

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def one(session: AsyncSession) -> list[int]:
    return await aio.gather(count(session, "open"), count(session, "paid"))


async def two(session: AsyncSession) -> list[int]:
    return await together(count(session, "open"), count(session, "lost"))


async def three(session: AsyncSession) -> list[int]:
    return await gather(count(session, "lost"), count(session, "paid"))


async def four(session: AsyncSession) -> list[int]:
    await aio.sleep(0)
    return await asyncio.tasks.gather(count(session, "lost"), count(session, "lost"))
