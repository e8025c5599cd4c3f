from sqlalchemy.ext.asyncio import AsyncSession

from shop.repositories import OrderRepository, UserRepository


class DashboardService:
    def __init__(self, session: AsyncSession) -> None:
        self.users = UserRepository(session)
        self.orders = OrderRepository(session)

    async def summary(self) -> dict[str, int]:
        users = await self.users.count()
        open_orders = await self.orders.count_open()
        return {"users": users, "open_orders": open_orders}
