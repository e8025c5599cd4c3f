import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


async def publish(channel: str, number: int) -> None:
    await asyncio.sleep(number)
    print(channel, number)


async def publish_counts(session: AsyncSession) -> None:
    await asyncio.gather(
        publish("parts", await count(session, "parts")),
        publish("orders", await count(session, "orders")),
    )


async def publish_all(session: AsyncSession, tables: list[str]) -> None:
    await asyncio.gather(*[publish(table, await count(session, table)) for table in tables])
