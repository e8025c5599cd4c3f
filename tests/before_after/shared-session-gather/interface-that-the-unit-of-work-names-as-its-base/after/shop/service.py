from shop.interface import UnitOfWork


class Statistics:
    async def counts(self, uow: UnitOfWork) -> dict[str, int]:
        async with uow:
            customers = await uow.customers.count()
            orders = await uow.orders.count()
        return {"customers": customers, "orders": orders}
