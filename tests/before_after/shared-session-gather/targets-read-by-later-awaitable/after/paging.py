from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class Window:
    """A range of order numbers that moves over the table."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _after(self, number: int) -> int:
        found = await self.session.scalar(select(func.min(Order.id)).where(Order.id > number))
        return found or number

    async def _between(self, first: int, last: int) -> int:
        return await self.session.scalar(select(func.count(Order.id)).where(Order.id.between(first, last)))

    async def move(self, first: int, last: int) -> tuple[int, int, int]:
        # counts the range as it was
        first, count = await self._after(first), await self._between(first, last)
        return first, last, count
