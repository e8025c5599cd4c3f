"""The engine, and the generator that hands out one database session."""

import asyncio
import tempfile
from pathlib import Path
from typing import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from models import Base

folder = tempfile.TemporaryDirectory(prefix="session_manager_")
engine = create_async_engine(f"sqlite+aiosqlite:///{Path(folder.name, 'chat.db')}")
async_session = async_sessionmaker(engine, expire_on_commit=False)


async def get_async_db() -> AsyncIterator[AsyncSession]:
    """Yield one session, closed when the consumer is done. A web framework would inject it."""
    async with async_session() as session:
        yield session


async def init_db() -> None:
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)


async def close_db() -> None:
    # A generator left by `break` is closed by the event loop, a moment later.
    while engine.pool.checkedout():
        await asyncio.sleep(0.01)
    await engine.dispose()
    folder.cleanup()
