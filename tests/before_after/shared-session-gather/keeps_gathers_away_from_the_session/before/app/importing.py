import asyncio

import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Importer:
    def __init__(self, session: AsyncSession, client: httpx.AsyncClient) -> None:
        self.session = session
        self.client = client

    async def _download(self, url: str) -> str:
        return (await self.client.get(url)).text

    async def _store(self, body: str) -> None:
        await self.session.execute(text("insert into pages values (:body)"), {"body": body})

    async def run(self, urls: list[str]) -> None:
        bodies = await asyncio.gather(*[self._download(url) for url in urls])
        for body in bodies:
            await self._store(body)
        [await self._store(body) for body in await asyncio.gather(*map(self._download, urls))]
        await asyncio.gather(self.session.commit(), self.client.aclose(), asyncio.sleep(0))
