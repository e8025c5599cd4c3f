import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def newest(session: AsyncSession, answer: asyncio.Future) -> None:
    answer.set_result(await session.scalar(text("select max(id) from jobs")))
    await session.execute(text("update queues set asked = asked + 1"))


async def touch(session: AsyncSession, answer: asyncio.Future) -> None:
    job = await answer
    await session.execute(text("update jobs set seen = 1 where id = :id"), {"id": job})


async def hand_over(session: AsyncSession) -> None:
    answer = asyncio.get_running_loop().create_future()
    await asyncio.gather(touch(session, answer), newest(session, answer))
