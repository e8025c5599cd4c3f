from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def pay(session: AsyncSession, pk: int) -> None:
    order = await session.get_one(Order, pk)
    order.status = "paid"


async def paid(session: AsyncSession) -> int:
    await pay(session, 1)
    await session.flush()
    found = await count(session, "paid")
    return found


async def both(session: AsyncSession) -> int:
    _ = await count(session, "paid")
    opened = await count(session, "open")
    return _ + opened
