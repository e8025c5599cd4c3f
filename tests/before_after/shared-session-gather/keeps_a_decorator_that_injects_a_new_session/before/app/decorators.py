import functools

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("sqlite+aiosqlite:///app.db"), class_=AsyncSession)


def with_session(function):
    @functools.wraps(function)
    async def wrapper(*args, **kwargs):
        async with maker() as session:
            return await function(*args, session=session, **kwargs)

    return wrapper
