import asyncio

from fastapi import FastAPI, Request
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

app = FastAPI()
engine = create_async_engine("postgresql+asyncpg://localhost/app")


@app.get("/names")
async def names(request: Request):
    state = request.state
    return await asyncio.gather(state.client.get("/a"), state.cache.get("b"))


async def migrate() -> None:
    async with AsyncSession(engine) as session:
        await session.execute(text("update users set migrated = 1"))
        await session.commit()
