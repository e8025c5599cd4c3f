import asyncio
from collections.abc import Iterable

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Order


class Orders:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def total(self) -> int:
        return await self.session.scalar(select(func.sum(Order.total)))


class Tenants:
    """A session and a repository for each tenant, which live as long as this does."""

    def __init__(self, makers: dict[str, async_sessionmaker[AsyncSession]]) -> None:
        self._sessions = {name: maker() for name, maker in makers.items()}
        self._orders = {}
        for name, session in self._sessions.items():
            self._orders[name] = Orders(session)

    def orders(self, name: str) -> Orders:
        return self._orders[name]

    async def total(self, name: str) -> int:
        return await self._sessions[name].scalar(select(func.sum(Order.total)))

    async def totals(self, names: Iterable[str]) -> list[int]:
        return await asyncio.gather(*(self.total(name) for name in names))

    async def pair(self, one: str, other: str) -> list[int]:
        return await asyncio.gather(self.total(one), self.orders(other).total())

    async def all(self) -> list[int]:
        return await asyncio.gather(*[self._orders[name].total() for name in self._sessions])

    async def aclose(self) -> None:
        await asyncio.gather(*(session.close() for session in self._sessions.values()))
