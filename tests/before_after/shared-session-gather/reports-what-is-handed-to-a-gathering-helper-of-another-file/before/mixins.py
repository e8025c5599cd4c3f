import asyncio


class Concurrent:
    async def in_parallel(self, *awaitables):
        return await asyncio.gather(*awaitables)
