import time
from collections.abc import Awaitable
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order

T = TypeVar("T")


class ContextBuilder:
    def __init__(self, db: AsyncSession) -> None:
        self.db = db
        self.timings: dict[str, float] = {}

    async def _timed(self, label: str, work: Awaitable[T]) -> T:
        started = time.perf_counter()
        try:
            return await work
        finally:
            self.timings[label] = time.perf_counter() - started

    async def _customers(self) -> int:
        return await self.db.scalar(select(func.count(Customer.id)))

    async def _orders(self) -> int:
        return await self.db.scalar(select(func.count(Order.id)))

    async def build(self) -> dict[str, int]:
        customers = await self._timed("customers", self._customers())
        orders = await self._timed("orders", self._orders())
        return {"customers": customers, "orders": orders}
