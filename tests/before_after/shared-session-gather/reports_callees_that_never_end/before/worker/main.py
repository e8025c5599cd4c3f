import asyncio

from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from worker.loops import expire, measure


async def main() -> None:
    engine = create_async_engine("postgresql+asyncpg://localhost/jobs")
    async with AsyncSession(engine) as session:
        await asyncio.gather(expire(session, 5), measure(session, 60))


if __name__ == "__main__":
    asyncio.run(main())
