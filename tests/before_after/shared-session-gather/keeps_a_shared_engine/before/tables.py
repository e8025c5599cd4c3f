import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine


async def count(engine: AsyncEngine, table: str) -> int:
    async with engine.connect() as connection:
        return (await connection.execute(text(f"select count(*) from {table}"))).scalar_one()


async def clear(engine: AsyncEngine, table: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(f"delete from {table}"))


async def newest(engine: AsyncEngine, table: str) -> int:
    async with AsyncSession(engine) as session:
        return await session.scalar(text(f"select max(id) from {table}"))


async def main() -> None:
    engine = create_async_engine("postgresql+asyncpg://localhost/app")
    await asyncio.gather(count(engine, "a"), count(engine, "b"))
    await asyncio.gather(clear(engine, "a"), newest(engine, "b"))
    await engine.dispose()
