import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Stock:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self, sku: str) -> int:
        return await self.session.scalar(text("select n from stock where sku = :sku"), {"sku": sku})


class CachedStock(Stock):
    def __init__(self, session: AsyncSession, cached: dict[str, int]) -> None:
        super().__init__(session)
        self.cached = cached

    async def count(self, sku: str) -> int:
        await asyncio.sleep(0)
        return self.cached[sku]


async def total(session: AsyncSession) -> int:
    stock = CachedStock(session, {"a": 1, "b": 2})
    return sum(await asyncio.gather(stock.count("a"), stock.count("b")))
