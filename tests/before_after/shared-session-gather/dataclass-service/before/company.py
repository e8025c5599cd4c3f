import asyncio
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee, Team


@dataclass(slots=True)
class Company:
    name: str
    session: AsyncSession = field(repr=False)

    async def people(self) -> int:
        return await self.session.scalar(select(func.count(Employee.id)))

    async def teams(self) -> list[str]:
        return list(await self.session.scalars(select(Team.name).order_by(Team.id)))

    async def describe(self) -> str:
        people, teams = await asyncio.gather(self.people(), self.teams())
        return f"{self.name}: {people} in {', '.join(teams)}"
