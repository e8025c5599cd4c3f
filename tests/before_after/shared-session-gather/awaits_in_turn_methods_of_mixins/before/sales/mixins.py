from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class WithSession:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session


class Counting:
    table: str

    async def count(self) -> int:
        return await self.session.scalar(text(f"select count(*) from {self.table}"))


class Summing:
    table: str

    async def sum(self, column: str) -> int:
        return await self.session.scalar(text(f"select sum({column}) from {self.table}"))
