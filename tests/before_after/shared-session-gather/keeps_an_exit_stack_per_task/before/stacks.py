import asyncio
from contextlib import AsyncExitStack

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker


async def copy(maker: async_sessionmaker[AsyncSession], url: str) -> None:
    async with AsyncExitStack() as stack:
        client = await stack.enter_async_context(httpx.AsyncClient())
        session = await stack.enter_async_context(maker())
        response = await client.get(url)
        await session.execute(text("insert into pages values (:body)"), {"body": response.text})
        await session.commit()


async def copy_all(maker: async_sessionmaker[AsyncSession], urls: list[str]) -> None:
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(maker())
        second = await stack.enter_async_context(maker())
        await asyncio.gather(first.execute(text("select 1")), second.execute(text("select 2")))
    await asyncio.gather(*(copy(maker, url) for url in urls))
