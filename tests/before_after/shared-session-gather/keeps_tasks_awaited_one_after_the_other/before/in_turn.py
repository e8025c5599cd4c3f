import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Totals:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _count(self, table: str) -> int:
        return await self.session.scalar(text(f"select count(*) from {table}"))

    async def counts(self) -> int:
        parts = asyncio.create_task(self._count("parts"), name="parts")
        total = await parts
        orders = asyncio.create_task(self._count("orders"), name="orders")
        total += await orders
        await self.session.commit()
        return total
