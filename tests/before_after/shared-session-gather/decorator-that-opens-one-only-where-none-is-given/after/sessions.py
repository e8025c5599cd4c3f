import functools
import os

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

maker = async_sessionmaker(create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool))


def with_session(function):
    @functools.wraps(function)
    async def wrapper(*args, session: AsyncSession | None = None, **kwargs):
        if session is not None:
            return await function(*args, session=session, **kwargs)
        async with maker() as session:
            return await function(*args, session=session, **kwargs)

    return wrapper
