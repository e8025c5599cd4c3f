import asyncio
import os

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool


def task_key() -> int:
    """Each task has a session of its own."""
    task = asyncio.current_task()
    assert task is not None
    return id(task)


maker = async_sessionmaker(create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool))
by_function: async_scoped_session[AsyncSession] = async_scoped_session(maker, scopefunc=task_key)
by_lambda = async_scoped_session(maker, scopefunc=lambda: id(asyncio.current_task()))
