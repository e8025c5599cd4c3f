import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee


async def members(session: AsyncSession, team_id: int) -> list[str]:
    result = await session.scalars(select(Employee.name).where(Employee.team_id == team_id).order_by(Employee.id))
    return list(result)


async def all_members(session: AsyncSession, team_ids: list[int]) -> dict[int, list[str]]:
    queries = [members(session, team_id) for team_id in team_ids]
    names = await asyncio.gather(*queries)
    return {team_id: found for team_id, found in zip(team_ids, names)}
