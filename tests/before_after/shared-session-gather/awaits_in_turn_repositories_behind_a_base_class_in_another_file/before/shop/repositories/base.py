from sqlalchemy import Select, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shop.models import Base


class BaseRepository:
    model: type[Base]

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def _one(self, statement: Select[tuple[int]]) -> int:
        return (await self._session.execute(statement)).scalar_one()

    async def count(self) -> int:
        return await self._one(select(func.count()).select_from(self.model))
