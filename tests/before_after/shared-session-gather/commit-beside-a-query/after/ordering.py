from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class Basket:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def order(self, customer_id: int, total: int) -> tuple[int, int]:
        order = Order(customer_id=customer_id, total=total)
        self.session.add(order)
        await self.session.commit()
        count = await self.session.scalar(select(func.count(Order.id)).where(Order.customer_id == customer_id))
        return order.id, count
