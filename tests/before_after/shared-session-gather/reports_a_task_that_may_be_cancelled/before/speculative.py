import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def suggestions(session: AsyncSession, word: str) -> list[str]:
    return list(await session.scalars(text("select word from words where word like :w"), {"w": word + "%"}))


async def search(session: AsyncSession, word: str) -> list[str]:
    task = asyncio.create_task(suggestions(session, word))
    exact = await session.scalar(text("select word from words where word = :w"), {"w": word})
    if exact is not None:
        task.cancel()
        return [exact]
    return await task
