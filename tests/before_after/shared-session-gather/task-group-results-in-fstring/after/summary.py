from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee, Team


class Summary:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _count(self, model: type[Employee] | type[Team]) -> int:
        return (await self.session.execute(select(func.count(model.id)))).scalar_one()

    async def line(self) -> str:
        people = await self._count(Employee)
        teams = await self._count(Team)  # few
        return f"{people} people in {teams} teams"
