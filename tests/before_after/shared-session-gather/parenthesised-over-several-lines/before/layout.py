import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def shown(session: AsyncSession) -> str:
    (
        opened,
        paid,  # settled
    ) = (
        await asyncio.gather(
            count(
                session,
                "open",  # not yet
            ),
            count(session, "paid")
        )
    )
    return f"{opened}/{paid}"


async def lost_and_open(session: AsyncSession) -> int:
    lost, \
        _ = await asyncio.gather(count(session, "lost"), \
                                 count(session, "open"))
    return lost
