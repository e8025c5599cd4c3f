from abc import ABC, abstractmethod


class Store(ABC):
    """Where things are kept."""

    @abstractmethod
    async def load(self, key: str) -> str | None:
        ...

    async def load_many(self, keys: list[str]) -> list[str | None]:
        return [await self.load(key) for key in keys]
