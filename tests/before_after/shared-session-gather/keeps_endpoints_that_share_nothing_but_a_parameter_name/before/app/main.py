import asyncio

from fastapi import Depends, FastAPI, Request
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

app = FastAPI()
maker = async_sessionmaker(create_async_engine("postgresql+asyncpg://localhost/app"))


async def get_db():
    async with maker() as session:
        yield session


async def get_redis(request: Request) -> Redis:
    return request.app.state.redis


@app.get("/database")
async def database(db: AsyncSession = Depends(get_db)):
    return await db.scalar(text("select 1"))


@app.get("/cache")
async def cache(db: Redis = Depends(get_redis)):
    return await asyncio.gather(db.get("a"), db.get("b"))


@app.get("/health")
async def health(db: AsyncSession = Depends(get_db), redis: Redis = Depends(get_redis)):
    await asyncio.gather(db.execute(text("select 1")), redis.ping())
    return "ok"
