import asyncio
from contextvars import ContextVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Customer, Order

current: ContextVar[AsyncSession] = ContextVar("current")


def session() -> AsyncSession:
    return current.get()


async def count(model) -> int:
    return await session().scalar(select(func.count()).select_from(model))


async def shared(maker: async_sessionmaker[AsyncSession]) -> list[int]:
    async with maker() as opened:
        current.set(opened)
        return await asyncio.gather(count(Customer), count(Order))


async def in_a_session_of_its_own(maker: async_sessionmaker[AsyncSession], model) -> int:
    async with maker() as opened:
        current.set(opened)
        return await count(model)


async def each(maker: async_sessionmaker[AsyncSession]) -> list[int]:
    return await asyncio.gather(in_a_session_of_its_own(maker, Customer), in_a_session_of_its_own(maker, Order))
