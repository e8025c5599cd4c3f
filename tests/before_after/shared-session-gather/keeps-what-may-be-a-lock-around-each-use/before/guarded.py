import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Guarded:
    def __init__(self, session: AsyncSession, guard) -> None:
        self.session = session
        self.guard = guard

    async def count(self, model: type) -> int:
        async with self.guard:
            return await self.session.scalar(select(func.count(model.id)))

    async def counts(self) -> list[int]:
        return await asyncio.gather(self.count(Customer), self.count(Order))
