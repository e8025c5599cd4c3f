import asyncio
from collections.abc import Callable

from app.unit_of_work import UnitOfWork


async def sell(sku: str) -> None:
    async with UnitOfWork() as uow:
        await uow.items.sell(sku)
        await uow.commit()


class Sales:
    def __init__(self, uow_factory: Callable[[], UnitOfWork] = UnitOfWork) -> None:
        self.uow_factory = uow_factory

    async def sell(self, sku: str) -> None:
        async with self.uow_factory() as uow:
            await uow.items.sell(sku)
            await uow.commit()

    async def sell_all(self, skus: list[str]) -> None:
        await asyncio.gather(*[self.sell(sku) for sku in skus])
        await asyncio.gather(sell("a"), sell("b"))
