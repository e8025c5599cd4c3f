from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

import concurrency
from concurrency import gather_all, gather_limited, gather_mapped, run_tasks
from mixins import Concurrent
from models import Customer, Order


async def count(session: AsyncSession, model) -> int:
    return await session.scalar(select(func.count()).select_from(model))


async def plain(session: AsyncSession) -> list[int]:
    return await gather_all(count(session, Customer), count(session, Order))


async def by_its_module(session: AsyncSession) -> list[int]:
    return await concurrency.gather_all(*[count(session, model) for model in (Customer, Order)])


async def five_at_a_time(session: AsyncSession) -> list[int]:
    return await gather_limited(5, count(session, Customer), count(session, Order))


async def one_at_a_time(session: AsyncSession, models: list[type]) -> list[int]:
    return await gather_limited(1, *[count(session, model) for model in models])


async def listed(session: AsyncSession) -> list[int]:
    return await run_tasks([count(session, Customer), count(session, Order)])


async def mapped(session: AsyncSession) -> list[int]:
    async def of(model) -> int:
        return await count(session, model)

    return await gather_mapped(of, [Customer, Order])


class Numbers(Concurrent):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def both(self) -> list[int]:
        return await self.in_parallel(count(self.session, Customer), count(self.session, Order))


async def with_sessions_of_their_own(maker: async_sessionmaker[AsyncSession]) -> list[int]:
    async def of(model) -> int:
        async with maker() as session:
            return await count(session, model)

    await gather_limited(5, of(Customer), of(Order))
    await run_tasks([of(Customer), of(Order)])
    return await gather_mapped(of, [Customer, Order])
