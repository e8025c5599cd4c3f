from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.api import Api


class Store:
    def __init__(self, session: AsyncSession, api: Api) -> None:
        self.session = session
        self.api = api

    async def import_users(self, numbers: list[int]) -> None:
        for user in await self.api.users(numbers):
            await self.session.execute(text("insert into users values (:id, :name)"), user)
