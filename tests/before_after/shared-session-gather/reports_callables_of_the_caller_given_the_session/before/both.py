import asyncio
from collections.abc import Awaitable, Callable

from sqlalchemy.ext.asyncio import AsyncSession

Query = Callable[[AsyncSession], Awaitable[int]]


async def run_both(session: AsyncSession, first: Query, second: Query) -> int:
    a, b = await asyncio.gather(first(session), second(session))
    return a + b
