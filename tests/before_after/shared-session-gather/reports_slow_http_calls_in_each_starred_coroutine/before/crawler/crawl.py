import asyncio

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from crawler.fetching import fetch


class Crawler:
    def __init__(self, session: AsyncSession, client: httpx.AsyncClient) -> None:
        self.session = session
        self.client = client

    async def crawl_one(self, url: str) -> None:
        body = await fetch(self.client, url)
        await self.session.execute(text("insert into pages values (:url, :body)"), {"url": url, "body": body})

    async def crawl(self, urls: list[str]) -> None:
        await asyncio.gather(*[self.crawl_one(url) for url in urls])
        await self.session.commit()
