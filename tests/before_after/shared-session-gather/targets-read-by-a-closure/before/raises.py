import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee


async def well_paid(session: AsyncSession, limit: int) -> tuple[int, int]:
    """The next limit, and how many earn more than the present one."""

    async def next_limit() -> int:
        return await session.scalar(select(func.max(Employee.salary)))

    async def above() -> int:
        return await session.scalar(select(func.count(Employee.id)).where(Employee.salary > limit))

    limit, count = await asyncio.gather(next_limit(), above())
    return limit, count
