import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Counting:
    MODELS = {"customers": Customer, "orders": Order}

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.statuses = ["open", "paid", "lost"]
        self.names: dict[int, str] = {}

    async def count(self, model) -> int:
        return await self.session.scalar(select(func.count()).select_from(model))

    async def status(self, status: str) -> int:
        return await self.session.scalar(select(func.count(Order.id)).where(Order.status == status))

    async def settle(self, status: str) -> int:
        found = await self.status(status)
        if not found:
            self.statuses.remove(status)
        return found

    async def remember(self, pk: int) -> str:
        customer = await self.session.get_one(Customer, pk)
        self.names[pk] = customer.name
        return customer.name

    async def tables(self) -> dict[str, int]:
        return dict(zip(self.MODELS, await asyncio.gather(*map(self.count, self.MODELS.values()))))

    async def read(self) -> list[int]:
        return list(await asyncio.gather(*[self.status(status) for status in self.statuses]))

    async def changed(self) -> list[int]:
        return await asyncio.gather(*[self.settle(status) for status in self.statuses])

    async def drained(self) -> list[int]:
        return await asyncio.gather(*map(self.settle, self.statuses))

    async def named(self, wanted: dict[str, int]) -> list[str]:
        name = "customer"
        return [f"{name} {one}" for one in await asyncio.gather(*[self.remember(pk) for name, pk in wanted.items()])]

    async def found(self, ids: list[int]) -> list[bool]:
        customers = await asyncio.gather(*map(lambda pk: self.session.get(Customer, pk), ids))
        return [customer is not None for customer in customers]

    async def warmed(self, ids: list[int]) -> None:
        await asyncio.gather(*map(self.remember, ids))
