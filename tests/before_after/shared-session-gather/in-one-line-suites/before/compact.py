import asyncio

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def pay(session: AsyncSession, number: int) -> None:
    await session.execute(update(Order).where(Order.id == number).values(status="paid"))


async def settle(session: AsyncSession, really: bool) -> None:
    if really: await asyncio.gather(pay(session, 1), pay(session, 4))


async def both(session: AsyncSession) -> int:
    opened, paid = await asyncio.gather(count(session, "open"), count(session, "paid")); return paid - opened
