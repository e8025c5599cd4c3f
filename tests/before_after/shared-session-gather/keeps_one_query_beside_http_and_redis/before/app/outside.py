import httpx
from redis.asyncio import Redis


async def weather(client: httpx.AsyncClient, city: str) -> dict:
    return (await client.get("https://weather.example", params={"city": city})).json()


async def visits(redis: Redis, city: str) -> int:
    return int(await redis.get(f"visits:{city}") or 0)
