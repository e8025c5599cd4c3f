from contextvars import ContextVar

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))
_session: ContextVar[AsyncSession] = ContextVar("_session")


def current() -> AsyncSession:
    return _session.get()


async def in_session(function, *args):
    """Calls it with a session of its own in the context."""
    async with maker() as session:
        token = _session.set(session)
        try:
            return await function(*args)
        finally:
            _session.reset(token)
