import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import run


async def numbers() -> list[int]:
    return await asyncio.gather(run(text("select 1"), None), run(text("select 2"), session=None))


async def one_of_them(session: AsyncSession) -> list[int]:
    return await asyncio.gather(run(text("select 1"), session), run(text("select 2"), None))
