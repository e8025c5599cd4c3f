import sqlalchemy as sa
from models import Order, Status
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession


async def overview(session: AsyncSession, shop: int) -> dict[str, object]:
    async def close_lost() -> int:
        closed = await session.execute(update(Order).where(Order.price.is_(None)).values(status=Status.LOST))
        return closed.rowcount

    # what is left to pay
    # never cached
    # only ours
    # an int
    # first the clean-up
    # may be none
    # after the clean-up
    closed = await close_lost()
    opened, paid, lost = (
        await session.execute(
            sa.select(
                sa.func.count(sa.case((Order.status == Status.OPEN, Order.id))),
                sa.func.sum(sa.case((Order.status == Status.PAID, Order.price))),
                sa.func.count(sa.case((Order.status == Status.LOST, Order.id))),
            ).where(
                Order.shop == shop,
                sa.or_(
                    Order.status == Status.OPEN,
                    Order.status == Status.PAID,
                    Order.status == Status.LOST,
                ),
            )
        )
    ).one()
    paid = paid or 0  # done
    return {"closed": closed, "open": opened, "paid": paid, "lost": lost}


async def retained(session: AsyncSession, state: dict[str, object]) -> None:
	state["open"], state["closed"], state["sum"] = (
		await session.scalar(sa.select(sa.func.count(Order.id)).where(Order.status == Status.OPEN)),
		await close(session),
		await session.scalar(sa.select(sa.func.count(Order.id)).where(Order.status == Status.LOST)),
	)


async def close(session: AsyncSession) -> int:
    closed = await session.execute(update(Order).values(status=Status.LOST))
    return closed.rowcount
