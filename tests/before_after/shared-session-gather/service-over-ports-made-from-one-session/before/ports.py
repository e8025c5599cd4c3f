from typing import Protocol


class Counting(Protocol):
    async def count(self) -> int: ...


class Sending(Protocol):
    async def send(self, to: str) -> None: ...
