from typing import Any, Coroutine, List

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee, Team


class ReportBuilder:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.title = ""

    async def build(self, with_teams: bool = False, with_salaries: bool = False) -> List[int]:
        parts: List[Coroutine[Any, Any, int]] = [self._people()]
        if with_teams:
            parts.append(self._teams())
        if with_salaries:
            parts.append(self._salaries())
        self.title = f"{len(parts)} parts"

        results = [await c for c in parts]
        return results

    async def _people(self) -> int:
        return await self.session.scalar(select(func.count(Employee.id)))

    async def _teams(self) -> int:
        return await self.session.scalar(select(func.count(Team.id)))

    async def _salaries(self) -> int:
        return await self.session.scalar(select(func.sum(Employee.salary)))
