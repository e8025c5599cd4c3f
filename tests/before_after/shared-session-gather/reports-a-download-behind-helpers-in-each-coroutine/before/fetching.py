import asyncio

import httpx


async def fetch(url: str) -> str:
    async with httpx.AsyncClient() as client:
        response = await client.get(url)
    return response.text


async def fetch_lines(url: str) -> list[str]:
    async with httpx.AsyncClient() as client, client.stream("GET", url) as response:
        return [line async for line in response.aiter_lines()]


async def convert(path: str) -> str:
    process = await asyncio.create_subprocess_exec("convert", path, stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    return output.decode()
