from typing import Protocol


class Customers(Protocol):
    async def count(self) -> int: ...


class Orders(Protocol):
    async def total(self) -> int: ...
