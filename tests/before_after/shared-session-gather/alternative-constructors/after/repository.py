from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Customer, Order


class Repository:
    def __init__(self, session: AsyncSession, *, country: str = "de") -> None:
        self.session = session
        self.country = country

    @classmethod
    async def create(cls, session: AsyncSession) -> Self:
        return cls(session)

    @classmethod
    @asynccontextmanager
    async def open(cls, maker: async_sessionmaker[AsyncSession]) -> AsyncIterator[Self]:
        async with maker() as session:
            yield cls(session, country="fr")

    async def customers(self) -> int:
        return await self.session.scalar(select(func.count(Customer.id)).where(Customer.country == self.country))

    async def orders(self) -> int:
        return await self.session.scalar(select(func.count(Order.id)))
