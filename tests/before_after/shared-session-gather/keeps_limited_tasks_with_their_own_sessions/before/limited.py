import asyncio

import anyio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app", pool_size=5))
limit = asyncio.Semaphore(5)


async def insert(number: int) -> int:
    async with limit, maker.begin() as session:
        await session.execute(text("insert into numbers values (:n)"), {"n": number})
    return number


async def insert_all(numbers: list[int]) -> None:
    for finished in asyncio.as_completed([insert(number) for number in numbers]):
        print(await finished)
    done, _ = await asyncio.wait([asyncio.create_task(insert(number)) for number in numbers], timeout=5)
    async with anyio.create_task_group() as group:
        for number in numbers:
            group.start_soon(insert, number)
