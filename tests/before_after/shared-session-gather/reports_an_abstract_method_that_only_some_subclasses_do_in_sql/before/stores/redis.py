from redis.asyncio import Redis

from stores.base import Store


class RedisStore(Store):
    def __init__(self, redis: Redis) -> None:
        self.redis = redis

    async def load(self, key: str) -> str | None:
        return await self.redis.get(key)
