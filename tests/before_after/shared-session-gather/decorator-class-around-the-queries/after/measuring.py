import functools
import time
from collections.abc import Awaitable, Callable
from typing import Any


class Measured:
    """Decorated, a function knows how often it was called, and for how long it ran."""

    def __init__(self, function: Callable[..., Awaitable[Any]]) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.calls = 0
        self.seconds = 0.0

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return await self.function(*args, **kwargs)
        finally:
            self.calls += 1
            self.seconds += time.perf_counter() - start
