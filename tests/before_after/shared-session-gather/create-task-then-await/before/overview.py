import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Overview:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def show(self, customer_id: int) -> tuple[str, int]:
        name_task = asyncio.create_task(self._name(customer_id))
        total_task = asyncio.create_task(self._total(customer_id))
        name = await name_task
        total = await total_task
        return name, total

    async def difference(self, one: int, other: int) -> int:
        first = asyncio.create_task(self._total(one))
        second = asyncio.create_task(self._total(other))

        return await first - await second

    async def _name(self, customer_id: int) -> str:
        return (await self.session.execute(select(Customer.name).where(Customer.id == customer_id))).scalar_one()

    async def _total(self, customer_id: int) -> int:
        return await self.session.scalar(select(func.sum(Order.total)).where(Order.customer_id == customer_id))
