import asyncio
from abc import ABC, abstractmethod

from sqlalchemy.ext.asyncio import AsyncSession


class Plugin(ABC):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @abstractmethod
    async def fetch(self, key: str) -> bytes: ...

    async def fetch_all(self, keys: list[str]) -> list[bytes]:
        return await asyncio.gather(*[self.fetch(key) for key in keys])

    async def finish(self) -> None:
        await self.session.commit()
