from asyncio import sleep

from sales.mixins import Counting, Summing, WithSession


class Orders(Counting, Summing, WithSession):
    table = "orders"

    async def average(self) -> float:
        total = await self.sum("amount")
        count = await self.count()
        return total / count

    async def settle(self, seconds: float) -> None:
        await sleep(seconds)
