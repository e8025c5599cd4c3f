from contextlib import asynccontextmanager

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))


class Parts:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self, colour: str) -> int:
        return await self.session.scalar(text("select count(*) from parts where colour = :c"), {"c": colour})


@asynccontextmanager
async def parts():
    async with maker() as session:
        yield Parts(session)


def new_parts() -> Parts:
    return Parts(maker())
