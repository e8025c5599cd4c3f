from collections.abc import AsyncGenerator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))


async def get_db() -> AsyncGenerator[AsyncSession, None]:
    async with maker() as session:
        yield session
