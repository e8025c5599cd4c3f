import asyncio

from sqlalchemy import bindparam, text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from app.loading import Loader

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))


async def load_names(keys: list[int]) -> dict[int, str]:
    statement = text("select id, name from users where id in :ids").bindparams(bindparam("ids", expanding=True))
    async with maker() as session:
        return dict((await session.execute(statement, {"ids": keys})).tuples().all())


async def names(keys: list[int]) -> list[str]:
    loader = Loader(load_names)
    return await asyncio.gather(*[loader.load(key) for key in keys])
