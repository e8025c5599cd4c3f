from dataclasses import dataclass

from ports import Customers, Orders


@dataclass
class Report:
    customers: Customers
    orders: Orders

    async def numbers(self) -> list[int]:
        customers = await self.customers.count()
        total = await self.orders.total()
        return [customers, total]
