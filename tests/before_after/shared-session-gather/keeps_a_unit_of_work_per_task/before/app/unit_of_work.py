from typing import Self

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from app.repositories import Items

DEFAULT = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))


class UnitOfWork:
    def __init__(self, factory: async_sessionmaker[AsyncSession] = DEFAULT) -> None:
        self.factory = factory

    async def __aenter__(self) -> Self:
        self.session = self.factory()
        self.items = Items(self.session)
        return self

    async def __aexit__(self, *exc_info: object) -> None:
        await self.session.close()

    async def commit(self) -> None:
        await self.session.commit()
