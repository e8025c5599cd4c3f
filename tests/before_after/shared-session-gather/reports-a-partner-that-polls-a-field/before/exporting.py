import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


class Export:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.rows: list[str] = []
        self.stopped = False

    async def total(self) -> int:
        return await self.session.scalar(select(func.count(Customer.id)))

    async def progress(self) -> int:
        while len(self.rows) < 3:
            await asyncio.sleep(0.01)
        return await self.total()

    async def work(self) -> None:
        for customer in await self.session.scalars(select(Customer)):
            self.rows.append(customer.name)
        self.stopped = True

    async def heartbeat(self) -> None:
        while not self.stopped:
            await self.total()
            await asyncio.sleep(0.1)

    async def run(self) -> int:
        total, _ = await asyncio.gather(self.progress(), self.work())
        return total

    async def run_in_a_group(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self.heartbeat())
            group.create_task(self.work())

    async def run_beside(self) -> None:
        beating = asyncio.create_task(self.heartbeat())
        await self.work()
        await beating
