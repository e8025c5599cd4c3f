import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def count(session: AsyncSession, table: str = "parts") -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def shards(sessions: list[AsyncSession]) -> int:
    return sum(await asyncio.gather(*[count(session) for session in sessions]))


async def named(sessions: dict[str, AsyncSession]) -> list[int]:
    counts = [count(session) for name, session in sessions.items() if name != "archive"]
    return await asyncio.gather(*counts)


async def mapped(sessions: dict[str, AsyncSession]) -> list[int]:
    return await asyncio.gather(*map(count, sessions.values()))


async def zipped(sessions: list[AsyncSession], tables: list[str]) -> list[int]:
    return await asyncio.gather(*(count(session, table) for session, table in zip(sessions, tables, strict=True)))


async def close_all(maker: async_sessionmaker[AsyncSession]) -> None:
    opened = [maker() for _ in range(3)]
    await asyncio.gather(*[session.close() for session in opened])
