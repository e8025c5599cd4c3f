from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine


class Database:
    def __init__(self, url: str) -> None:
        self._engine = create_async_engine(url)
        self._factory = async_sessionmaker(self._engine)

    @asynccontextmanager
    async def session(self):
        async with self._factory() as session:
            yield session

    async def scalar(self, statement):
        async with self.session() as session:
            return await session.scalar(statement)


db = Database("sqlite+aiosqlite:///app.db")
