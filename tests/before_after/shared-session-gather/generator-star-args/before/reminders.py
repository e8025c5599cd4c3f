import asyncio

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def remind(session: AsyncSession, order: Order, fee: int) -> int:
    await session.execute(update(Order).where(Order.id == order.id).values(total=Order.total + fee))
    return await session.scalar(select(Order.total).where(Order.id == order.id))


async def remind_all(session: AsyncSession, orders: list[Order]) -> list[int]:
    totals = await asyncio.gather(
        *(
            remind(session, order, fee)
            for fee, order in enumerate(orders, start=1)
            if order.status == "open"
        ),
    )
    await session.commit()
    return totals
