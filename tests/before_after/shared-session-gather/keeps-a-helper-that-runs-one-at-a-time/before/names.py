import asyncio
from collections.abc import Coroutine
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


async def limited(limit: int, *coroutines: Coroutine[Any, Any, Any]) -> list[Any]:
    """The results of all, with at most so many of them under way."""
    semaphore = asyncio.Semaphore(limit)

    async def one(coroutine: Coroutine[Any, Any, Any]) -> Any:
        async with semaphore:
            return await coroutine

    return await asyncio.gather(*(one(coroutine) for coroutine in coroutines))


async def names(session: AsyncSession, pks: list[int]) -> list[str]:
    found = await limited(1, *[session.get_one(Customer, pk) for pk in pks])
    return [customer.name for customer in found]
