from asyncio import gather, sleep

from sales.mixins import Counting, Summing, WithSession


class Orders(Counting, Summing, WithSession):
    table = "orders"

    async def average(self) -> float:
        total, count = await gather(self.sum("amount"), self.count())
        return total / count

    async def settle(self, seconds: float) -> None:
        await sleep(seconds)
