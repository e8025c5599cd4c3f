from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from stores.base import Store


class SqlStore(Store):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def load(self, key: str) -> str | None:
        return await self.session.scalar(text("select value from settings where key = :key"), {"key": key})
