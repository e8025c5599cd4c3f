import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Checkout:
    def __init__(self, session: AsyncSession, rates, stock):
        self.session = session
        self.rates = rates
        self.stock = stock

    async def _name(self, customer_id: int) -> str:
        return await self.session.scalar(select(Customer.name).where(Customer.id == customer_id))

    async def _total(self, customer_id: int) -> int:
        return await self.session.scalar(select(func.sum(Order.total)).where(Order.customer_id == customer_id))

    async def prepare(self, customer_id: int) -> dict:
        async def _on_session():
            return (
                await self._name(customer_id),
                await self._total(customer_id),
            )

        (name, total), rate, available = await asyncio.gather(
            _on_session(),
            self.rates.get("EUR"),
            self.stock.get("widget"),
        )
        return {"name": name, "to_pay": total * rate, "available": available}
