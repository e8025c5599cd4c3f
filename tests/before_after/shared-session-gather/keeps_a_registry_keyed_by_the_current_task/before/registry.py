import asyncio
from weakref import WeakKeyDictionary

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine


class Database:
    def __init__(self, url: str) -> None:
        self._maker = async_sessionmaker(create_async_engine(url))
        self._sessions: WeakKeyDictionary[asyncio.Task, AsyncSession] = WeakKeyDictionary()

    @property
    def session(self) -> AsyncSession:
        task = asyncio.current_task()
        if task not in self._sessions:
            self._sessions[task] = self._maker()
        return self._sessions[task]


db = Database("postgresql+asyncpg://localhost/app")


async def count(table: str) -> int:
    async with db.session as session:
        return await session.scalar(text(f"select count(*) from {table}"))


async def counts() -> list[int]:
    return await asyncio.gather(count("parts"), count("orders"))
