from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class InvoiceService:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def _line(self, order_id: int) -> str:
        order = (await self.session.execute(select(Order).where(Order.id == order_id))).scalar_one()
        return f"{order.id}: {order.total}"

    async def lines(self, order_ids: list[int]) -> list[str]:
        tasks = []
        for order_id in order_ids:
            if order_id < 0:
                continue
            tasks.append(self._line(order_id))
        lines = [await c for c in tasks]
        return lines
