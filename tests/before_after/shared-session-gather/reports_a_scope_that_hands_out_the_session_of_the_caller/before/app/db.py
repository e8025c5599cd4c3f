from contextlib import asynccontextmanager
from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))
_current: ContextVar[AsyncSession | None] = ContextVar("_current", default=None)


@asynccontextmanager
async def session_scope():
    """The session of an outer scope where there is one, else a new one."""
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    async with maker() as session:
        token = _current.set(session)
        try:
            yield session
            await session.commit()
        finally:
            _current.reset(token)
