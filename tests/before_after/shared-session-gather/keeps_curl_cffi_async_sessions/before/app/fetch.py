import asyncio

from curl_cffi.requests import AsyncSession


class Fetcher:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def page(self, url: str) -> str:
        return (await self.session.get(url, impersonate="chrome")).text

    async def pages(self, urls: list[str]) -> list[str]:
        return await asyncio.gather(*[self.page(url) for url in urls])


async def main() -> None:
    async with AsyncSession() as session:
        await asyncio.gather(session.get("https://a.example"), session.get("https://b.example"))
