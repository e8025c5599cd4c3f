from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from decorators import retry, timed
from models import Customer, Order


class Service:
    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    @timed("customers")
    @retry(times=2)
    async def customers(self) -> int:
        return await self.db.scalar(select(func.count(Customer.id)))

    @retry()
    @timed("orders")
    async def orders(self, status: str) -> int:
        return await self.db.scalar(select(func.count(Order.id)).where(Order.status == status))

    async def both(self) -> tuple[int, int]:
        customers = await self.customers()
        paid = await self.orders("paid")
        return customers, paid
