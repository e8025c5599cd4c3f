from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class PaymentQueue:
    def __init__(self, session: AsyncSession, pending: list[int]) -> None:
        self.session = session
        self.pending = pending

    async def _pay(self, order_id: int) -> int:
        await self.session.execute(update(Order).where(Order.id == order_id).values(status="paid"))
        self.pending.remove(order_id)  # not to be paid twice
        return order_id

    async def drain(self) -> list[int]:
        done = [await self._pay(order_id) for order_id in list(self.pending)]
        await self.session.commit()
        return done
