import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def worker(maker: async_sessionmaker[AsyncSession], queue: asyncio.Queue[int]) -> None:
    async with maker() as session:
        while True:
            number = await queue.get()
            await session.execute(text("insert into numbers values (:n)"), {"n": number})
            await session.commit()
            queue.task_done()


async def run(maker: async_sessionmaker[AsyncSession], numbers: list[int]) -> None:
    queue: asyncio.Queue[int] = asyncio.Queue()
    for number in numbers:
        queue.put_nowait(number)
    workers = [asyncio.create_task(worker(maker, queue)) for _ in range(4)]
    await queue.join()
    for task in workers:
        task.cancel()
    await asyncio.gather(*workers, return_exceptions=True)
