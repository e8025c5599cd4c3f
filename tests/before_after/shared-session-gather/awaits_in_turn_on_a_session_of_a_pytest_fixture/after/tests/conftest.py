import pytest
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool
from votes.models import Base, Vote


@pytest.fixture
def anyio_backend():
    return "asyncio"


@pytest.fixture
async def engine(anyio_backend, tmp_path):
    engine = create_async_engine(f"sqlite+aiosqlite:///{tmp_path}/votes.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    yield engine
    await engine.dispose()


@pytest.fixture
async def db(engine):
    async with async_sessionmaker(engine)() as session:
        yield session


@pytest.fixture
async def votes(engine):
    async with async_sessionmaker(engine)() as session:
        session.add_all([Vote(answer="yes"), Vote(answer="yes"), Vote(answer="no")])
        await session.commit()
