import asyncio

from sqlalchemy import text

from app.db import maker, run


async def apart() -> list[int]:
    return await asyncio.gather(run(text("select 1")), run(text("select 2")))


async def together() -> list[int]:
    async with maker() as session:
        return [await run(text("select 1"), session), await run(text("select 2"), session=session)]
