from __future__ import annotations

from dataclasses import dataclass

from repositories import Customers, Orders


@dataclass
class Stats:
    customers: Customers
    orders: Orders

    async def run(self) -> dict[str, int]:
        customers = await self.customers.count()
        orders = await self.orders.count()
        return {"customers": customers, "orders": orders}
