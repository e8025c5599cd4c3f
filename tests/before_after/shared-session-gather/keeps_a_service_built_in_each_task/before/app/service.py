from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))


class Importer:
    """Has a session of its own for as long as it lives."""

    def __init__(self) -> None:
        self.session = maker()

    async def run(self, path: str) -> None:
        async with self.session:
            await self.session.execute(text("insert into imports values (:path)"), {"path": path})
            await self.session.commit()


class Exporter:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def run(self) -> int:
        return await self.session.scalar(text("select count(*) from exports"))


async def export() -> int:
    async with maker() as session:
        return await Exporter(session).run()
