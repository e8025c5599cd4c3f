from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Repository:
    table = ""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count(self) -> int:
        return await self._session.scalar(text(f"select count(*) from {self.table}"))


class Users(Repository):
    table = "users"


class Orders(Repository):
    table = "orders"
