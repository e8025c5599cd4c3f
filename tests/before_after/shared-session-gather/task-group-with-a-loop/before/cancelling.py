from asyncio import TaskGroup

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def cancel(session: AsyncSession, order_id: int) -> None:
    await session.execute(update(Order).where(Order.id == order_id).values(status="cancelled"))


async def cancel_open(session: AsyncSession) -> int:
    ids = (await session.scalars(select(Order.id).where(Order.status == "open"))).all()
    await session.commit()

    async with TaskGroup() as group:
        for order_id in ids:
            group.create_task(cancel(session, order_id))
    await session.commit()
    return len(ids)
