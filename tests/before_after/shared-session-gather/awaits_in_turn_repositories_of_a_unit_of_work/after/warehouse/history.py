from .unit_of_work import UnitOfWork


async def history(uow: UnitOfWork, sku: str) -> tuple[int, int]:
    async with uow:
        item = await uow.items.get(sku)
        movements = await uow.movements.of(sku)
        if item is None:
            raise LookupError(sku)
        return item.stock, len(movements)
