import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Any


async def gather_all(*awaitables: Awaitable[Any]) -> list[Any]:
    return list(await asyncio.gather(*awaitables))


async def gather_limited(limit: int, *awaitables: Awaitable[Any]) -> list[Any]:
    """The results of all, with at most so many of them under way."""
    semaphore = asyncio.Semaphore(limit)

    async def one(awaitable: Awaitable[Any]) -> Any:
        async with semaphore:
            return await awaitable

    return await asyncio.gather(*(one(awaitable) for awaitable in awaitables))


async def run_tasks(awaitables: Iterable[Awaitable[Any]]) -> list[Any]:
    results: list[Any] = []

    async def one(awaitable: Awaitable[Any]) -> None:
        results.append(await awaitable)

    await asyncio.gather(*[asyncio.create_task(one(awaitable)) for awaitable in awaitables])
    return results


async def gather_mapped(function: Callable[[Any], Awaitable[Any]], items: Iterable[Any]) -> list[Any]:
    async def one(item: Any) -> Any:
        return await function(item)

    return await asyncio.gather(*map(one, items))
