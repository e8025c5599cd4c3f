import asyncio

from shop.repository import Repository


class Dashboard:
    def __init__(self) -> None:
        self.users = Repository("users")
        self.orders = Repository("orders")

    async def numbers(self) -> list[int]:
        return await asyncio.gather(self.users.count(), self.orders.count())
