from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Customer, Order


class Repository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self, model) -> int:
        return await self.session.scalar(select(func.count()).select_from(model))


class Unit(ABC):
    reader: Repository
    writer: Repository

    @abstractmethod
    async def __aenter__(self) -> Unit: ...

    @abstractmethod
    async def __aexit__(self, *args) -> None: ...


class ReaderAndWriter(Unit):
    def __init__(self, maker: async_sessionmaker[AsyncSession]) -> None:
        self.maker = maker

    async def __aenter__(self) -> Unit:
        self.reader = Repository(self.maker())
        self.writer = Repository(self.maker())
        return self

    async def __aexit__(self, *args) -> None:
        await self.reader.session.close()
        await self.writer.session.close()


async def numbers(unit: Unit) -> list[int]:
    async with unit:
        return await asyncio.gather(unit.reader.count(Customer), unit.writer.count(Order))


class Report(ABC):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @abstractmethod
    async def orders(self) -> int: ...

    async def customers(self) -> int:
        return await self.session.scalar(select(func.count(Customer.id)))

    async def both(self) -> list[int]:
        return await asyncio.gather(self.orders(), self.customers())


class OverReplica(Report):
    def __init__(self, session: AsyncSession, replica: AsyncSession) -> None:
        super().__init__(session)
        self.replica = replica

    async def orders(self) -> int:
        return await self.replica.scalar(select(func.count(Order.id)))


class Counter(Protocol):
    async def count(self) -> int: ...


class OwnSession:
    def __init__(self, maker: async_sessionmaker[AsyncSession]) -> None:
        self.maker = maker

    async def count(self) -> int:
        async with self.maker() as session:
            return await session.scalar(select(func.count(Customer.id)))


async def counted(one: Counter, other: Counter) -> list[int]:
    return await asyncio.gather(one.count(), other.count())


async def all_counted(counters: list[Counter]) -> list[int]:
    return await asyncio.gather(*[counter.count() for counter in counters])


async def page(maker: async_sessionmaker[AsyncSession]) -> list[list[int]]:
    counter = OwnSession(maker)
    return [await counted(counter, counter), await all_counted([counter, OwnSession(maker)])]
