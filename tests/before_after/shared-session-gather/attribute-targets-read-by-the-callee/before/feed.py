import asyncio
from typing import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class Feed:
    def __init__(self, session: AsyncSession):
        self._session = session
        self.cursor = 0
        self.items: Sequence[int] = []

    async def advance(self) -> None:
        self.cursor, self.items = await asyncio.gather(self._next_cursor(), self._load())

    async def _next_cursor(self) -> int:
        return await self._session.scalar(select(func.max(Order.id))) or 0

    async def _load(self) -> Sequence[int]:
        result = await self._session.scalars(select(Order.id).where(Order.id > self.cursor).order_by(Order.id))
        return result.all()
