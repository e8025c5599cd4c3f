import asyncio

from sqlalchemy import text

from app.base import Service


class Stats(Service):
    async def parts(self) -> int:
        async with self.session as session:
            return await session.scalar(text("select count(*) from parts"))

    async def orders(self) -> int:
        async with self.open() as session:
            return await session.scalar(text("select count(*) from orders"))

    async def both(self) -> tuple[int, int]:
        parts, orders = await asyncio.gather(self.parts(), self.orders())
        return parts, orders

    async def users(self) -> list[int]:
        return await asyncio.gather(*[self.orders() for _ in range(3)])
