from sqlalchemy import func, select

from shop.models import Order
from shop.repositories.base import BaseRepository


class OrderRepository(BaseRepository):
    model = Order

    async def count_open(self) -> int:
        return await self._one(select(func.count(Order.id)).where(Order.paid.is_(False)))
