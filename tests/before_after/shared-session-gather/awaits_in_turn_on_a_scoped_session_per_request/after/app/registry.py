import os
from contextvars import ContextVar

from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

request_id: ContextVar[str] = ContextVar("request_id")

engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
Session = async_scoped_session(async_sessionmaker(engine), scopefunc=request_id.get)
