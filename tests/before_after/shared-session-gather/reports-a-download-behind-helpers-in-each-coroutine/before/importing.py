import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from fetching import convert, fetch, fetch_lines
from models import Customer


class Importer:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def save(self, name: str) -> None:
        await self.session.merge(Customer(name=name))

    async def page(self, url: str) -> None:
        await self.save(await fetch(url))

    async def lines(self, url: str) -> None:
        for line in await fetch_lines(url):
            await self.save(line)

    async def picture(self, path: str) -> None:
        await self.save(await convert(path))

    async def pages(self, urls: list[str]) -> None:
        await asyncio.gather(*[self.page(url) for url in urls])

    async def all_lines(self, urls: list[str]) -> None:
        await asyncio.gather(*map(self.lines, urls))

    async def pictures(self, paths: list[str]) -> None:
        async with asyncio.TaskGroup() as group:
            for path in paths:
                group.create_task(self.picture(path))
