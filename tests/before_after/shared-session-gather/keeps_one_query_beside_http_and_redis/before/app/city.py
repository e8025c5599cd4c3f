import asyncio

import httpx
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.outside import visits, weather


class CityPage:
    def __init__(self, session: AsyncSession, client: httpx.AsyncClient, redis: Redis) -> None:
        self.session = session
        self.client = client
        self.redis = redis

    async def people(self, city: str) -> int:
        return await self.session.scalar(text("select people from cities where name = :name"), {"name": city})

    async def render(self, city: str) -> tuple[int, dict, int]:
        people, sky, seen = await asyncio.gather(
            self.people(city), weather(self.client, city), visits(self.redis, city)
        )
        await self.session.commit()
        return people, sky, seen
