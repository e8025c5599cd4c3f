from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

read_maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://replica/app"))
write_maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://primary/app"))


async def get_read_session():
    async with read_maker() as session:
        yield session


async def get_write_session():
    async with write_maker() as session:
        yield session
