"""Figures of the start page."""
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class DashboardService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def summary(self) -> dict[str, Any]:
        # independent of each other, so run them in parallel
        customers = await self.count_customers()
        revenue = await self.revenue()
        average = await self.average_order()

        return {
            "customers": customers,
            "revenue": revenue,
            "average": average,
        }

    async def count_customers(self) -> int:
        result = await self.session.execute(select(func.count(Customer.id)))
        return result.scalar_one()

    async def revenue(self) -> int:
        result = await self.session.execute(select(func.sum(Order.total)).where(Order.status == "paid"))
        return result.scalar() or 0

    async def average_order(self) -> float:
        return float(await self.session.scalar(select(func.avg(Order.total))) or 0)
