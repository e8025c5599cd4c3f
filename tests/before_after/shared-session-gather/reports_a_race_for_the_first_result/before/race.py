import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def by_name(session: AsyncSession, word: str):
    return (await session.execute(text("select id from a where name = :w"), {"w": word})).scalar()


async def by_alias(session: AsyncSession, word: str):
    return (await session.execute(text("select id from b where alias = :w"), {"w": word})).scalar()


async def find(session: AsyncSession, word: str):
    tasks = {asyncio.create_task(by_name(session, word)), asyncio.create_task(by_alias(session, word))}
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in pending:
        task.cancel()
    return done.pop().result()
