import attrs
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


@attrs.define
class Visits:
    _session: AsyncSession
    clinic: int

    async def planned(self) -> int:
        query = text("select count(*) from visits where clinic = :clinic and done is null")
        return await self._session.scalar(query, {"clinic": self.clinic})

    async def done(self) -> int:
        query = text("select count(*) from visits where clinic = :clinic and done is not null")
        return await self._session.scalar(query, {"clinic": self.clinic})
