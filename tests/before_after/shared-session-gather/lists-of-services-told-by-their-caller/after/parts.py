import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Customer, Order


class Part:
    def __init__(self, session: AsyncSession, model: type) -> None:
        self.session = session
        self.model = model

    async def count(self) -> int:
        return await self.session.scalar(select(func.count()).select_from(self.model))


async def counts(parts: list[Part]) -> list[int]:
    return [await part.count() for part in parts]


async def page(session: AsyncSession) -> list[int]:
    return await counts([Part(session, Customer), Part(session, Order)])


async def side_by_side(parts: list[Part]) -> list[int]:
    return await asyncio.gather(*[part.count() for part in parts])


async def report(maker: async_sessionmaker[AsyncSession]) -> list[int]:
    async with maker() as one, maker() as other:
        return await side_by_side([Part(one, Customer), Part(other, Order)])


async def nobody_calls(parts: list[Part]) -> list[int]:
    return await asyncio.gather(*[part.count() for part in parts])
