import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee


async def salaries(session: AsyncSession, team_id: int) -> int:
    return await session.scalar(select(func.sum(Employee.salary)).where(Employee.team_id == team_id)) or 0


async def payroll(session: AsyncSession, team_ids: list[int]) -> int:
    return sum(await asyncio.gather(*(salaries(session, team_id) for team_id in team_ids)))


async def second(session: AsyncSession) -> int:
    return (await asyncio.gather(salaries(session, 1), salaries(session, 2)))[1]


async def highest(session: AsyncSession) -> int:
    return max(*await asyncio.gather(salaries(session, 1), salaries(session, 2)), 50)
