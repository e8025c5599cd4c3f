import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Settings:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._loading: asyncio.Task | None = None
        self._values: dict[str, str] = {}

    async def _load(self) -> None:
        rows = await self._session.execute(text("select name, value from settings"))
        self._values = dict(rows.tuples().all())

    async def touch(self, name: str) -> None:
        self._loading = asyncio.create_task(self._load())
        await self._session.execute(text("update settings set used = 1 where name = :n"), {"n": name})

    async def get(self, name: str) -> str | None:
        if self._loading is not None:
            await self._loading
        return self._values.get(name)
