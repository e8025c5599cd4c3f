from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Base, Employee

M = TypeVar("M", bound=Base)


class Repository(Generic[M]):
    model: type[M]

    def __init__(self, session: AsyncSession):
        self._session = session

    async def by_id(self, number: int) -> M | None:
        return await self._session.get(self.model, number)

    async def count(self) -> int:
        return await self._session.scalar(select(func.count()).select_from(self.model))


class Employees(Repository[Employee]):
    model = Employee

    def __init__(self, session: AsyncSession, prefix: str = "") -> None:
        super().__init__(session)
        self.prefix = prefix

    async def names(self, *numbers: int) -> list[str]:
        found = [await self.by_id(number) for number in numbers]
        return [self.prefix + employee.name for employee in found if employee]

    async def position(self, number: int) -> str:
        one = await super().by_id(number)
        all_ = await self.count()
        return f"{one.id} of {all_}"
