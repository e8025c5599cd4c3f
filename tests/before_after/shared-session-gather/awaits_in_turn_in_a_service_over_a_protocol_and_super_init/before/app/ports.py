from typing import Protocol


class Counts(Protocol):
    async def count(self) -> int: ...
