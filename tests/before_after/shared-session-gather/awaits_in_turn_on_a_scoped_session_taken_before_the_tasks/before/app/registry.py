import asyncio
import os

from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
registry = async_scoped_session(async_sessionmaker(engine), scopefunc=asyncio.current_task)
