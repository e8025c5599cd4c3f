import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://localhost/app")
maker = async_sessionmaker(engine)


async def insert(session: AsyncSession, number: int) -> None:
    async with session, session.begin():
        await session.execute(text("insert into numbers values (:n)"), {"n": number})


async def insert_all(numbers: list[int]) -> None:
    await asyncio.gather(*[insert(maker(), number) for number in numbers])
    await asyncio.gather(insert(AsyncSession(engine), 1), insert(AsyncSession(engine), 2))
    tasks = []
    for number in numbers:
        session = maker()
        tasks.append(asyncio.create_task(insert(session, number)))
    await asyncio.gather(*tasks)
