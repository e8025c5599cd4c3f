from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///app.db")


def open_session() -> AsyncSession:
    return AsyncSession(engine)
