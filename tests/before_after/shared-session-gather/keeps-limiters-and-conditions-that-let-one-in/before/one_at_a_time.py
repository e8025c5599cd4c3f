import asyncio

import anyio
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Counter:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.limiter = anyio.CapacityLimiter(1)
        self.condition = asyncio.Condition()

    async def limited(self, model: type) -> int:
        async with self.limiter:
            return await self.session.scalar(select(func.count(model.id)))

    async def conditional(self, model: type) -> int:
        async with self.condition:
            return await self.session.scalar(select(func.count(model.id)))

    async def all_limited(self) -> list[int]:
        return await asyncio.gather(self.limited(Customer), self.limited(Order))

    async def all_conditional(self) -> list[int]:
        return await asyncio.gather(*[self.conditional(model) for model in (Customer, Order)])
