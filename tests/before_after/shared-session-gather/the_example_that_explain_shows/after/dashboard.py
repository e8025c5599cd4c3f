from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order, User


class Dashboard:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def totals(self):
        users = await self.session.scalar(select(func.count(User.id)))
        orders = await self.session.scalar(select(func.count(Order.id)))
        return {"users": users, "orders": orders}
