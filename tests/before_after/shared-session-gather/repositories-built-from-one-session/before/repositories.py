from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class CustomerRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def name(self, customer_id: int) -> str:
        customer = await self._session.get(Customer, customer_id)
        return customer.name if customer else "?"


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def total(self, customer_id: int) -> int:
        return await self._session.scalar(select(func.sum(Order.total)).where(Order.customer_id == customer_id)) or 0

    async def count(self, customer_id: int) -> int:
        return await self._session.scalar(select(func.count(Order.id)).where(Order.customer_id == customer_id)) or 0
