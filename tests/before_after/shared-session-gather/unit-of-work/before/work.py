import asyncio
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Customer, Order


class Customers:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self) -> int:
        return await self.session.scalar(select(func.count(Customer.id)))


class Orders:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self) -> int:
        return await self.session.scalar(select(func.count(Order.id)))


class UnitOfWork:
    def __init__(self, maker: async_sessionmaker[AsyncSession]) -> None:
        self._maker = maker

    async def __aenter__(self) -> Self:
        self.session = self._maker()
        self.customers = Customers(self.session)
        self.orders = Orders(self.session)
        return self

    async def __aexit__(self, *error: object) -> None:
        await self.session.close()


async def ratio(maker: async_sessionmaker[AsyncSession]) -> float:
    async with UnitOfWork(maker) as uow:
        customers, orders = await asyncio.gather(uow.customers.count(), uow.orders.count())
    return orders / customers
