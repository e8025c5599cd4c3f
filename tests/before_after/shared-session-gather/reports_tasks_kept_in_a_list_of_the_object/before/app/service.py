import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Orders:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.tasks: list[asyncio.Task] = []

    def reserve(self, products: list[int]) -> None:
        for product in products:
            self.tasks.append(asyncio.create_task(self._reserve(product)))

    async def _reserve(self, product: int) -> None:
        await self.session.execute(text("update stock set n = n - 1 where id = :id"), {"id": product})

    async def finish(self) -> None:
        while self.tasks:
            await self.tasks.pop()
        await self.session.commit()
