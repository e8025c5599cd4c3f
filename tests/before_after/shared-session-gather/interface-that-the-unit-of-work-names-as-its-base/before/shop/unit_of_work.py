from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from shop.interface import UnitOfWork
from shop.repositories import Customers, Orders


class SqlUnitOfWork(UnitOfWork):
    def __init__(self, maker: async_sessionmaker[AsyncSession]) -> None:
        self.maker = maker

    async def __aenter__(self):
        self.session = self.maker()
        self.customers = Customers(self.session)
        self.orders = Orders(self.session)
        return self

    async def __aexit__(self, *args) -> None:
        await self.session.close()
