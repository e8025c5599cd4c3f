import asyncio

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from app.store import store


async def crawl(session: AsyncSession, urls: list[str]) -> None:
    async with httpx.AsyncClient() as client:
        await asyncio.gather(*(store(session, client, url) for url in urls))
