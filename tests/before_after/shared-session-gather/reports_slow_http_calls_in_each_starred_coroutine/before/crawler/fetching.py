import httpx


async def fetch(client: httpx.AsyncClient, url: str) -> str:
    response = await client.get(url, timeout=30)
    response.raise_for_status()
    return response.text
