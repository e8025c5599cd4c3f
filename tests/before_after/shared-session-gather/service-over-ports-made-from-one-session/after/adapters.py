from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order
from ports import Counting, Sending


class SqlCustomers(Counting):
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count(self) -> int:
        return await self._session.scalar(select(func.count(Customer.id)))


class SqlOrders:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count(self) -> int:
        return await self._session.scalar(select(func.count(Order.id)))


class Outbox(Sending):
    def __init__(self) -> None:
        self.sent: list[str] = []

    async def send(self, to: str) -> None:
        self.sent.append(to)
