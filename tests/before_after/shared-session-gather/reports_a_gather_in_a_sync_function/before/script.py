import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine


async def count(session: AsyncSession, table: str) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))


def main(url: str) -> None:
    loop = asyncio.new_event_loop()
    session = AsyncSession(create_async_engine(url))
    try:
        parts, orders = loop.run_until_complete(
            asyncio.gather(count(session, "parts"), count(session, "orders"))
        )
        print(parts, orders)
    finally:
        loop.run_until_complete(session.close())
        loop.close()
