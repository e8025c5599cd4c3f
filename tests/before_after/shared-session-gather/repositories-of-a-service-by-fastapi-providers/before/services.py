from __future__ import annotations

import asyncio
from dataclasses import dataclass

from repositories import Customers, Orders


@dataclass
class Stats:
    customers: Customers
    orders: Orders

    async def run(self) -> dict[str, int]:
        customers, orders = await asyncio.gather(self.customers.count(), self.orders.count())
        return {"customers": customers, "orders": orders}
