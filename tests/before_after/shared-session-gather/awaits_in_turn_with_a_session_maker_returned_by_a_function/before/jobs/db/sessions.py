import os

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

_factories: dict[str, async_sessionmaker[AsyncSession]] = {}


def get_factory(name="main"):
    if name in _factories:
        return _factories[name]
    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    _factories[name] = async_sessionmaker(engine, expire_on_commit=False)
    return _factories[name]
