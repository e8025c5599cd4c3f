import asyncio

from .unit_of_work import UnitOfWork


async def history(uow: UnitOfWork, sku: str) -> tuple[int, int]:
    async with uow:
        item, movements = await asyncio.gather(
            uow.items.get(sku),
            uow.movements.of(sku),
        )
        if item is None:
            raise LookupError(sku)
        return item.stock, len(movements)
