import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Repository:
    """May be used by several tasks: one at a time gets the session."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._lock = asyncio.Lock()

    @asynccontextmanager
    async def exclusive(self) -> AsyncIterator[AsyncSession]:
        async with self._lock:
            yield self._session

    async def count(self, model: type) -> int:
        async with self.exclusive() as session:
            return await session.scalar(select(func.count(model.id)))

    async def counted_by_hand(self, model: type) -> int:
        await self._lock.acquire()
        try:
            return await self._session.scalar(select(func.count(model.id)))
        finally:
            self._lock.release()

    async def counts(self) -> list[int]:
        return await asyncio.gather(self.count(Customer), self.count(Order))

    async def mixed(self) -> list[int]:
        return await asyncio.gather(self.count(Customer), self.counted_by_hand(Order))
