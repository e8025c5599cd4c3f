import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from repositories import CustomerRepository, OrderRepository


class ProfileService:
    def __init__(self, session: AsyncSession) -> None:
        self.customers = CustomerRepository(session)
        self.orders = OrderRepository(session)

    async def profile(self, customer_id: int) -> dict:
        name, total, how_many = await asyncio.gather(
            self.customers.name(customer_id),
            self.orders.total(customer_id),
            self.orders.count(customer_id),
        )
        return {"name": name, "total": total, "orders": how_many}


async def greeting(session: AsyncSession, customer_id: int) -> str:
    customers, orders = CustomerRepository(session), OrderRepository(session)
    name, how_many = await asyncio.gather(customers.name(customer_id), orders.count(customer_id))
    return f"{name}: {how_many}"
