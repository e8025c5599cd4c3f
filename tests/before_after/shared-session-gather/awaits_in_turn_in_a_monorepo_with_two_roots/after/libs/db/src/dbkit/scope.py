from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

_maker: async_sessionmaker[AsyncSession] | None = None


def setup(url: str) -> AsyncEngine:
    global _maker
    engine = create_async_engine(url, poolclass=NullPool)
    _maker = async_sessionmaker(engine, expire_on_commit=False)
    return engine


@asynccontextmanager
async def session_scope() -> AsyncIterator[AsyncSession]:
    """A session that commits at the end, or rolls back."""
    if _maker is None:
        raise RuntimeError("call setup() first")
    async with _maker() as session, session.begin():
        yield session
