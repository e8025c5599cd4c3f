from sqlalchemy.ext.asyncio import async_sessionmaker

from repositories import Customers, Orders
from services import Comparison


async def compare(primary: async_sessionmaker, replica: async_sessionmaker) -> int:
    async with primary() as one, replica() as other:
        return await Comparison(Customers(one), Orders(other)).run()
