import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def total(session: AsyncSession, customer_id: int) -> int:
    return await session.scalar(select(func.sum(Order.total)).where(Order.customer_id == customer_id))


async def summed(session: AsyncSession, ids: list[int]) -> int:
    tasks = [await total(session, pk) for pk in ids]
    return sum(task for task in tasks)


async def largest(session: AsyncSession, ids: list[int]) -> list[int]:
    tasks = [await total(session, pk) for pk in ids]
    return sorted((task for task in tasks), reverse=True)


async def perhaps_not_all(session: AsyncSession, ids: list[int]) -> bool:
    tasks = [asyncio.create_task(total(session, pk)) for pk in ids]
    await asyncio.wait(tasks)
    return any(task.result() > 25 for task in tasks)
