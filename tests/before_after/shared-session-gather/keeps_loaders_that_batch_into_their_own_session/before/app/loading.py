import asyncio
from collections.abc import Awaitable, Callable


class Loader:
    """Collects keys for a moment, then loads all of them at once."""

    def __init__(self, load_many: Callable[[list[int]], Awaitable[dict[int, str]]]) -> None:
        self.load_many = load_many
        self.waiting: dict[int, asyncio.Future[str]] = {}

    def load(self, key: int) -> asyncio.Future[str]:
        if not self.waiting:
            asyncio.get_running_loop().call_soon(self._start)
        return self.waiting.setdefault(key, asyncio.get_running_loop().create_future())

    def _start(self) -> None:
        waiting, self.waiting = self.waiting, {}
        self.task = asyncio.ensure_future(self._run(waiting))

    async def _run(self, waiting: dict[int, asyncio.Future[str]]) -> None:
        names = await self.load_many(list(waiting))
        for key, future in waiting.items():
            future.set_result(names[key])
