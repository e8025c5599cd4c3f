import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine


@pytest.fixture
def maker():
    return async_sessionmaker(create_async_engine("sqlite+aiosqlite:///test.db"))


@pytest.fixture
async def session(maker):
    async with maker() as session:
        yield session


@pytest.fixture
async def other_session(maker):
    async with maker() as session:
        yield session
