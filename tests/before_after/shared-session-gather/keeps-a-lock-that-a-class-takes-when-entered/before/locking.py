import asyncio


class Turn:
    """One at a time, and how long each of them had to wait."""

    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self.waited: list[float] = []

    async def __aenter__(self) -> None:
        start = asyncio.get_running_loop().time()
        await self._lock.acquire()
        self.waited.append(asyncio.get_running_loop().time() - start)

    async def __aexit__(self, *error: object) -> None:
        self._lock.release()
