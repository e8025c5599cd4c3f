import os

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
maker = async_sessionmaker(engine)


async def run(statement, session: AsyncSession | None = None) -> int:
    """Runs in the session given, or in one of its own."""
    if session is not None:
        return await session.scalar(statement)
    async with maker() as own:
        return await own.scalar(statement)
