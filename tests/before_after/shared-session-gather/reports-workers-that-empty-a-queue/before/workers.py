import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


class Workers:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.queue: asyncio.Queue[int] = asyncio.Queue()
        self.stopped = asyncio.Event()
        self.names: list[str] = []

    async def load(self, pk: int) -> None:
        self.names.append((await self.session.get_one(Customer, pk)).name)

    async def empty(self) -> None:
        while not self.queue.empty():
            await self.load(self.queue.get_nowait())

    async def serve(self) -> None:
        while not self.stopped.is_set():
            await self.load(await self.queue.get())

    async def empty_by_five(self) -> None:
        await asyncio.gather(*[self.empty() for _ in range(5)])

    async def serve_by_three(self) -> None:
        await asyncio.gather(*(self.serve() for _ in range(3)))
