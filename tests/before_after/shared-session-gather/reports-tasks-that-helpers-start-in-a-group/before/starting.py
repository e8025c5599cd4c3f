import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


def start_each(group: asyncio.TaskGroup, session: AsyncSession, statuses: list[str]) -> None:
    for status in statuses:
        group.create_task(count(session, status))


async def start_one(group: asyncio.TaskGroup, session: AsyncSession, status: str) -> None:
    group.create_task(count(session, status))
