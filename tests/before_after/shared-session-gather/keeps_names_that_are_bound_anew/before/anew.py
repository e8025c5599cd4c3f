import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))


async def count(session: AsyncSession, table: str = "parts") -> int:
    async with session:
        return await session.scalar(text(f"select count(*) from {table}"))


async def assigned_twice() -> list[int]:
    session = maker()
    parts = count(session, "parts")
    session = maker()
    orders = count(session, "orders")
    return await asyncio.gather(parts, orders)


async def hidden_by_a_comprehension(session: AsyncSession, others: list[AsyncSession]) -> list[int]:
    await session.commit()
    return await asyncio.gather(*[count(session) for session in others])


async def hidden_by_a_parameter(session: AsyncSession, one: AsyncSession, other: AsyncSession) -> list[int]:
    async def users(session: AsyncSession) -> int:
        return await session.scalar(text("select count(*) from users"))

    await session.commit()
    return await asyncio.gather(users(one), users(other))


async def hidden_by_a_local(session: AsyncSession) -> list[int]:
    async def users() -> int:
        async with maker() as session:
            return await session.scalar(text("select count(*) from users"))

    counts = await asyncio.gather(users(), users())
    await session.commit()
    return counts
