import httpx
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.locks import DATABASE


async def store(session: AsyncSession, client: httpx.AsyncClient, url: str) -> None:
    response = await client.get(url)
    async with DATABASE:
        await session.execute(text("insert into pages values (:url, :body)"), {"url": url, "body": response.text})
        await session.commit()
