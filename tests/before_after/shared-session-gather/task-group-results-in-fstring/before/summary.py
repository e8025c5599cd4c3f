import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee, Team


class Summary:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _count(self, model: type[Employee] | type[Team]) -> int:
        return (await self.session.execute(select(func.count(model.id)))).scalar_one()

    async def line(self) -> str:
        async with asyncio.TaskGroup() as tg:
            people = tg.create_task(self._count(Employee))
            teams = tg.create_task(self._count(Team))  # few
        return f"{people.result()} people in {teams.result()} teams"
