import asyncio
from contextlib import aclosing, asynccontextmanager

from sqlalchemy import text

from app.db import get_db


async def expire() -> int:
    async for session in get_db():
        result = await session.execute(text("delete from tokens where expired"))
        await session.commit()
        return result.rowcount
    return 0


async def vacuum() -> None:
    async with aclosing(get_db()) as sessions:
        session = await anext(sessions)
        await session.execute(text("vacuum"))


async def analyze() -> None:
    async with asynccontextmanager(get_db)() as session:
        await session.execute(text("analyze"))


async def nightly() -> None:
    expired, *_ = await asyncio.gather(expire(), vacuum(), analyze())
    print(expired)
