import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

Handler = Callable[[str, AsyncSession], Awaitable[None]]
Listener = Callable[[str], Awaitable[None]]


class Bus:
    def __init__(self, handlers: list[Handler], listeners: list[Listener]) -> None:
        self.handlers = handlers
        self.listeners = listeners

    async def publish(self, event: str, session: AsyncSession) -> None:
        await asyncio.gather(*(handler(event, session) for handler in self.handlers))

    async def tell(self, event: str, maker: async_sessionmaker[AsyncSession]) -> None:
        await asyncio.gather(*(listener(event) for listener in self.listeners))
