from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Reporting:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.enabled = False
        self.columns: list[type] = []

    def enable(self, *columns: type) -> None:
        self.enabled = True
        self.columns.extend(columns)

    async def count(self, model: type) -> int:
        if not self.enabled:
            return 0
        return await self.session.scalar(select(func.count(model.id)))

    async def both(self) -> tuple[int, int]:
        customers = await self.count(Customer)
        orders = await self.count(Order)
        return customers, orders

    async def all(self) -> list[int]:
        return [await self.count(model) for model in self.columns]
