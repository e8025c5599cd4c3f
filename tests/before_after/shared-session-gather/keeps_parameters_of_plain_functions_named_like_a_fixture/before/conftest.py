import pytest
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine


@pytest.fixture
async def session():
    async with AsyncSession(create_async_engine("sqlite+aiosqlite:///test.db")) as session:
        yield session
