import asyncio

import sqlalchemy as sa
from models import Order, Status
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession


async def overview(session: AsyncSession, shop: int) -> dict[str, object]:
    # what is left to pay
    async def count_open():  # never cached
        # only ours
        ours = sa.select(sa.func.count(Order.id)).where(Order.shop == shop)
        return await session.scalar(ours.where(Order.status == Status.OPEN))  # an int

    async def revenue():
        result = await session.execute(
            sa.select(sa.func.sum(Order.price)).where(Order.shop == shop, Order.status == Status.PAID)
        )
        return result.scalar() or 0

    async def close_lost() -> int:
        closed = await session.execute(update(Order).where(Order.price.is_(None)).values(status=Status.LOST))
        return closed.rowcount

    # first the clean-up
    closed, opened, paid, lost = await asyncio.gather(
        close_lost(),
        count_open(),  # may be none
        revenue(),
        # after the clean-up
        session.scalar(
            sa.select(sa.func.count(Order.id)).where(Order.status == Status.LOST).where(Order.shop == shop)
        ),
    )  # done
    return {"closed": closed, "open": opened, "paid": paid, "lost": lost}


async def retained(session: AsyncSession, state: dict[str, object]) -> None:
	state["open"], state["closed"], state["sum"] = await asyncio.gather(
		session.scalar(sa.select(sa.func.count(Order.id)).where(Order.status == Status.OPEN)),
		close(session),
		session.scalar(sa.select(sa.func.count(Order.id)).where(Order.status == Status.LOST)),
	)


async def close(session: AsyncSession) -> int:
    closed = await session.execute(update(Order).values(status=Status.LOST))
    return closed.rowcount
