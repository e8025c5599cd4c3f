"""Engines and sessions, one of each per database."""

import os

from sqlalchemy.ext.asyncio import AsyncEngine, async_sessionmaker, create_async_engine
from sqlmodel.ext.asyncio.session import AsyncSession

_engines: dict[str, AsyncEngine] = {}
_factories: dict[str, async_sessionmaker[AsyncSession]] = {}


def get_engine(name: str = "read") -> AsyncEngine:
    if name not in _engines:
        _engines[name] = create_async_engine(os.environ["DATABASE_URL"], pool_pre_ping=True)
    return _engines[name]


def get_session_factory(name: str = "read") -> async_sessionmaker[AsyncSession]:
    if name not in _factories:
        _factories[name] = async_sessionmaker(get_engine(name), class_=AsyncSession, expire_on_commit=False)
    return _factories[name]


async def get_read_session_dependency():
    Session = get_session_factory("read")
    async with Session() as sess:
        yield sess
