import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

maker = async_sessionmaker(create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool))


@asynccontextmanager
async def ensure(session: AsyncSession | None = None) -> AsyncIterator[AsyncSession]:
    if session is not None:
        yield session
    else:
        async with maker() as own:
            yield own


def given_or_new(session: AsyncSession | None):
    return nullcontext(session) if session is not None else maker()
