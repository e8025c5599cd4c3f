from sqlalchemy import TextClause
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))


async def run(statement: TextClause, session: AsyncSession | None) -> int:
    if session is not None:
        return await session.scalar(statement)
    async with maker() as own:
        return await own.scalar(statement)
