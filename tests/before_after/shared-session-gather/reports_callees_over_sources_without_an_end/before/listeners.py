import asyncio

from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def store(session: AsyncSession, redis: Redis, channel: str) -> None:
    async with redis.pubsub() as pubsub:
        await pubsub.subscribe(channel)
        async for message in pubsub.listen():
            await session.execute(text("insert into messages values (:data)"), {"data": message["data"]})
            await session.commit()


async def listen(session: AsyncSession, redis: Redis) -> None:
    await asyncio.gather(store(session, redis, "orders"), store(session, redis, "returns"))
