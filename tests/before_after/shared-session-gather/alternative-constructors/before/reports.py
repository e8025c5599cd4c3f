import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from repository import Repository


async def created(session: AsyncSession) -> list[int]:
    repository = await Repository.create(session)
    return await asyncio.gather(repository.customers(), repository.orders())


async def opened(maker: async_sessionmaker[AsyncSession]) -> tuple[int, int]:
    async with Repository.open(maker) as repository:
        customers, orders = await asyncio.gather(repository.customers(), repository.orders())
    return customers, orders
