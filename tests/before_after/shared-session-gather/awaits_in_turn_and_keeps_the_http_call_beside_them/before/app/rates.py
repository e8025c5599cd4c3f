import httpx


class Rates:
    def __init__(self, client: httpx.AsyncClient) -> None:
        self.client = client

    async def latest(self) -> float:
        response = await self.client.get("https://rates.example/latest")
        return response.json()["rate"]


async def get_rates():
    rates = httpx.MockTransport(lambda request: httpx.Response(200, json={"rate": 1.5}))
    async with httpx.AsyncClient(transport=rates) as client:
        yield Rates(client)
