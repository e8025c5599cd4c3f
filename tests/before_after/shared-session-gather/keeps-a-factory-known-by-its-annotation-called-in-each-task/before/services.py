import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Counts:
    def __init__(self, session_factory: Callable[..., AbstractAsyncContextManager[AsyncSession]]) -> None:
        self._session_factory = session_factory

    async def of(self, model: type) -> int:
        async with self._session_factory() as session:
            return await session.scalar(select(func.count(model.id)))

    async def both(self) -> list[int]:
        return await asyncio.gather(self.of(Customer), self.of(Order))


async def names(new_session: Callable[[], AsyncSession], pks: list[int]) -> list[str]:
    async def name(pk: int) -> str:
        session = new_session()
        try:
            return (await session.get_one(Customer, pk)).name
        finally:
            await session.close()

    return await asyncio.gather(*map(name, pks))
