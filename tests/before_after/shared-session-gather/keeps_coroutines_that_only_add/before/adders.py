import asyncio

import httpx
from sqlalchemy.ext.asyncio import AsyncSession

from models import Page


class Collector:
    def __init__(self, session: AsyncSession, client: httpx.AsyncClient) -> None:
        self.session = session
        self.client = client

    async def collect(self, url: str) -> None:
        response = await self.client.get(url)
        page = Page(url=url, body=response.text)
        self.session.add(page)
        if page in self.session.new and self.session.in_transaction():
            self.session.info["pages"] = self.session.info.get("pages", 0) + 1

    async def run(self, urls: list[str]) -> None:
        await asyncio.gather(*[self.collect(url) for url in urls])
        await self.session.commit()


async def forget(session: AsyncSession, page: Page) -> None:
    await asyncio.sleep(0)
    session.expunge(page)


async def forget_all(session: AsyncSession, pages: list[Page]) -> None:
    await asyncio.gather(*(forget(session, page) for page in pages))
