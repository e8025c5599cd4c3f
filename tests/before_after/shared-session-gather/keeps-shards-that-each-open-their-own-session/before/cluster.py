import asyncio

from sqlalchemy import select

from models import Customer
from shards import Shard


class Cluster:
    def __init__(self, shards: list[Shard], by_country: dict[str, Shard]) -> None:
        self.shards = shards
        self.by_country = by_country

    async def customers(self) -> int:
        return sum(await asyncio.gather(*(shard.customers() for shard in self.shards)))

    async def of(self, countries: list[str]) -> list[int]:
        return await asyncio.gather(*[self.by_country[country].customers() for country in countries])

    async def names(self) -> list[str]:
        found = await asyncio.gather(*(shard.session.scalars(select(Customer.name)) for shard in self.shards))
        return [name for names in found for name in names]

    async def first_two(self) -> list[int]:
        return await asyncio.gather(self.shards[0].customers(), self.shards[1].customers())


async def compare(old: Shard, new: Shard) -> bool:
    before, after = await asyncio.gather(old.customers(), new.customers())
    return before == after
