import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker, create_async_engine

db: async_scoped_session[AsyncSession] = async_scoped_session(
    async_sessionmaker(create_async_engine("sqlite+aiosqlite:///app.db")), asyncio.current_task
)


async def numbers():
    return await asyncio.gather(db.execute(text("select 1")), db.execute(text("select 2")))
