import asyncio

import aiohttp
from aiohttp import ClientSession


async def fetch(session: ClientSession, url: str) -> str:
    async with session.get(url) as response:
        return await response.text()


async def fetch_all(urls: list[str]) -> list[str]:
    async with aiohttp.ClientSession() as session:
        return await asyncio.gather(*[fetch(session, url) for url in urls])


async def delete_all(session: aiohttp.ClientSession, urls: list[str]) -> None:
    await asyncio.gather(session.delete(urls[0]), session.delete(urls[1]))
