import asyncio
from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


class Channels:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.queues = defaultdict(asyncio.Queue)

    async def fill(self, channel: str) -> None:
        for pk in await self.session.scalars(select(Customer.id)):
            await self.queues[channel].put(pk)
        await self.queues[channel].put(None)

    async def drain(self, channel: str) -> list[str]:
        names = []
        while (pk := await self.queues[channel].get()) is not None:
            names.append((await self.session.get_one(Customer, pk)).name)
        return names

    async def run(self) -> list[str]:
        names, _ = await asyncio.gather(self.drain("names"), self.fill("names"))
        return names
