from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


async def count(session: AsyncSession, model: type) -> int:
    return await session.scalar(select(func.count(model.id)))


class Counts:
    """Put together by a container, which gives it the factory."""

    def __init__(self, session_factory: Callable[..., AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._session_factory = session_factory

    async def both(self) -> tuple[int, int]:
        async with self._session_factory() as session:
            customers = await count(session, Customer)
            orders = await count(session, Order)
        return customers, orders


async def names(new_session: Callable[[], AsyncSession]) -> list[str]:
    async with new_session() as session:
        found = [await session.get_one(Customer, pk) for pk in (1, 2, 3)]
    return [customer.name for customer in found]
