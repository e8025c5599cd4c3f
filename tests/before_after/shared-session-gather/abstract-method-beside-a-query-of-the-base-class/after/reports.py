from abc import ABC, abstractmethod

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Report(ABC):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def customers(self) -> int:
        return await self.session.scalar(select(func.count(Customer.id)))

    @abstractmethod
    async def amount(self) -> int: ...

    async def summary(self) -> tuple[int, int]:
        amount = await self.amount()
        customers = await self.customers()
        return amount, customers


class PaidOrders(Report):
    def __init__(self, session: AsyncSession, *, minimum: int = 0) -> None:
        super().__init__(session)
        self.minimum = minimum

    async def amount(self) -> int:
        paid = select(func.sum(Order.total)).where(Order.status == "paid", Order.total >= self.minimum)
        return await self.session.scalar(paid)
