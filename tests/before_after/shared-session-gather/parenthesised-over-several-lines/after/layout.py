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
        [
            await count(
                session,
                "open",  # not yet
            ),
            await count(session, "paid")
        ]
    )
    return f"{opened}/{paid}"


async def lost_and_open(session: AsyncSession) -> int:
    lost = await count(session, "lost")
    await count(session, "open")
    return lost
