import asyncio
from contextlib import nullcontext

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Customer, Order


class Counting:
    def __init__(self, maker: async_sessionmaker[AsyncSession]) -> None:
        self.maker = maker

    async def count(self, model: type, session: AsyncSession | None = None) -> int:
        async with nullcontext(session) if session else self.maker() as current:
            return await current.scalar(select(func.count(model.id)))

    async def apart(self) -> list[int]:
        return await asyncio.gather(self.count(Customer), self.count(Order))

    async def together(self, session: AsyncSession) -> list[int]:
        return [await self.count(Customer, session), await self.count(Order, session=session)]
