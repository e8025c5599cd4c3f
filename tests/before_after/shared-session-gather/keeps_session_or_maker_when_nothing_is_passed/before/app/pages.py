import asyncio

from app.users import load, name


async def versus(one: int, other: int):
    return await asyncio.gather(load(one), load(other))


async def names(users: list[int]) -> list[str]:
    return await asyncio.gather(*map(name, users))
