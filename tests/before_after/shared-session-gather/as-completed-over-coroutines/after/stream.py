from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def each(session: AsyncSession) -> list[int]:
    answers = []
    for result in [count(session, "open"), count(session, "paid"), count(session, "lost")]:
        answers.append(await result)
    return answers


async def both(session: AsyncSession, statuses: list[str]) -> int:
    total = 0
    for future in [count(session, status) for status in statuses]:
        n = await future
        if not n:
            continue
        total += n
    return total
