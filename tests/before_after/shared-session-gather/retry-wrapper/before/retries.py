import asyncio
from collections.abc import Awaitable, Callable
from functools import partial
from typing import TypeVar

from sqlalchemy.exc import OperationalError
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order

T = TypeVar("T")


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def retry(operation: Callable[[], Awaitable[T]], attempts: int = 3) -> T:
    for attempt in range(attempts):
        try:
            return await operation()
        except OperationalError:
            if attempt == attempts - 1:
                raise
    raise AssertionError("unreachable")


async def counts(session: AsyncSession) -> tuple[int, int]:
    opened, paid = await asyncio.gather(
        retry(lambda: count(session, "open")),
        retry(partial(count, session, "paid"), attempts=5),
    )
    return opened, paid
