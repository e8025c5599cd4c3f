import asyncio

import asyncpg


class Store:
    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool = pool

    async def one(self, number: int) -> asyncpg.Record:
        return await self.pool.fetchrow("select * from parts where id = $1", number)

    async def many(self, numbers: list[int]) -> list[asyncpg.Record]:
        return await asyncio.gather(*[self.one(number) for number in numbers])

    async def both(self) -> tuple:
        async with asyncio.TaskGroup() as tg:
            parts = tg.create_task(self.pool.execute("select 1"))
            orders = tg.create_task(self.pool.fetch("select 2"))
        return parts.result(), orders.result()
