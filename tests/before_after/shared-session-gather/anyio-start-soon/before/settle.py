import anyio
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def set_status(session: AsyncSession, order_id: int, status: str = "paid") -> None:
    await session.execute(update(Order).where(Order.id == order_id).values(status=status))


async def settle(session: AsyncSession, limit: float) -> bool:
    """True where all was written within the limit."""
    with anyio.move_on_after(limit) as scope:
        async with anyio.create_task_group() as group:
            group.start_soon(set_status, session, 1)
            group.start_soon(set_status, session, 4, "cancelled")
        await session.commit()
    return not scope.cancelled_caught
