import functools
import os
from collections.abc import Awaitable, Callable
from typing import Any

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

maker = async_sessionmaker(create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool))


class InSession:
    """Decorated, a function gets a session as its first argument."""

    def __init__(self, function: Callable[..., Awaitable[Any]]) -> None:
        functools.update_wrapper(self, function)
        self.function = function

    async def __call__(self, *args: Any, **kwargs: Any) -> Any:
        async with maker() as session:
            return await self.function(session, *args, **kwargs)
