import asyncio

import httpx


class Api:
    """Reads another service."""

    def __init__(self, base_url: str) -> None:
        self.session = httpx.AsyncClient(base_url=base_url)

    async def user(self, number: int) -> dict:
        return (await self.session.get(f"/users/{number}")).json()

    async def users(self, numbers: list[int]) -> list[dict]:
        return await asyncio.gather(*[self.user(number) for number in numbers])

    async def pair(self) -> list[httpx.Response]:
        return await asyncio.gather(self.session.get("/a"), self.session.delete("/b"))
