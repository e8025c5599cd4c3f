import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from app.repositories import Orders, Users


class Service:
    def __init__(self, accounts_db: AsyncSession, orders_db: AsyncSession) -> None:
        self.users = Users(accounts_db)
        self.orders = Orders(orders_db)

    async def numbers(self) -> dict[str, int]:
        users, orders = await asyncio.gather(self.users.count(), self.orders.count())
        return {"users": users, "orders": orders}
