import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Counters:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._lock = asyncio.Lock()

    async def bump(self, name: str) -> int:
        async with self._lock:
            await self._session.execute(text("update counters set n = n + 1 where name = :name"), {"name": name})
        # Outside of the lock, so that readers need not wait.
        return await self._session.scalar(text("select n from counters where name = :name"), {"name": name})

    async def bump_all(self, names: list[str]) -> list[int]:
        return await asyncio.gather(*[self.bump(name) for name in names])
