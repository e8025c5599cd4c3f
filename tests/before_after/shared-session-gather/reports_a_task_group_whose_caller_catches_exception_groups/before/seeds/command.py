import sys

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from seeds.insert import seed


async def command(url: str) -> None:
    async with AsyncSession(create_async_engine(url)) as session:
        try:
            await seed(session)
        except BaseExceptionGroup as group:
            sys.exit(f"{len(group.exceptions)} seeds failed")
        await session.commit()
