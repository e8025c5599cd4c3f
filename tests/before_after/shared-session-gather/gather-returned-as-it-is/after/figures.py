from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee, Team


async def head_count(session: AsyncSession) -> int:
    return (await session.execute(select(func.count(Employee.id)))).scalar_one()


async def team_count(session: AsyncSession) -> int:
    return (await session.execute(select(func.count(Team.id)))).scalar_one()


async def figures(session: AsyncSession) -> list[int]:
    return [await head_count(session), await team_count(session)]
