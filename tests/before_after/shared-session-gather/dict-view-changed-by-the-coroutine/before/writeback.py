import asyncio

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class WriteBack:
    """Collects changed totals, and writes them in one go."""

    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.dirty: dict[int, int] = {}

    def set_total(self, order_id: int, total: int) -> None:
        self.dirty[order_id] = total

    async def _write(self, order_id: int, total: int) -> None:
        await self.session.execute(update(Order).where(Order.id == order_id).values(total=total))
        self.dirty.pop(order_id)

    async def flush(self) -> None:
        await asyncio.gather(*(self._write(order_id, total) for order_id, total in self.dirty.items()))
        await self.session.commit()
