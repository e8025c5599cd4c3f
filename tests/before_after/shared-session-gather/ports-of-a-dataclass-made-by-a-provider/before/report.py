import asyncio
from dataclasses import dataclass

from ports import Customers, Orders


@dataclass
class Report:
    customers: Customers
    orders: Orders

    async def numbers(self) -> list[int]:
        async with asyncio.TaskGroup() as group:
            customers = group.create_task(self.customers.count())
            total = group.create_task(self.orders.total())
        return [customers.result(), total.result()]
