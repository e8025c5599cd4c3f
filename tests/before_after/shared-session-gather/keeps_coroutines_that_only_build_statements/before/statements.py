import asyncio

from sqlalchemy import Select, select, text
from sqlalchemy.ext.asyncio import AsyncSession


class Queries:
    def __init__(self, session: AsyncSession, permissions) -> None:
        self.session = session
        self.permissions = permissions

    async def newest(self) -> Select:
        allowed = await self.permissions.tables()
        return select(text("id")).select_from(text("parts")).where(text("id in :ids")).params(ids=allowed)

    async def oldest(self) -> Select:
        return (await self.newest()).limit(1)

    async def execute_both(self) -> list[int]:
        statements = await asyncio.gather(self.newest(), self.oldest())
        return [(await self.session.execute(statement)).scalar_one() for statement in statements]
