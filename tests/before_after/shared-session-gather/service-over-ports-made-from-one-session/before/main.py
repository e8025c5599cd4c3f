from sqlalchemy.ext.asyncio import async_sessionmaker

from overview import make


async def total(maker: async_sessionmaker) -> int:
    async with maker() as session, session.begin():
        return await make(session).total()
