from sqlalchemy.ext.asyncio import async_sessionmaker

from pages import Pages


async def start(maker: async_sessionmaker) -> dict[str, int]:
    async with maker() as db:
        return await Pages(db).start()
