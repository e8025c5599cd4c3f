from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

engine = create_async_engine("postgresql+asyncpg://localhost/chat")
maker = async_sessionmaker(engine)


async def get_db():
    async with maker() as session:
        yield session
