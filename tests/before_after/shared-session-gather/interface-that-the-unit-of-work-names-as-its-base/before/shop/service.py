import asyncio

from shop.interface import UnitOfWork


class Statistics:
    async def counts(self, uow: UnitOfWork) -> dict[str, int]:
        async with uow:
            customers, orders = await asyncio.gather(uow.customers.count(), uow.orders.count())
        return {"customers": customers, "orders": orders}
