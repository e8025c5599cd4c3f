from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app import sequences
from app.sequences import gather


async def numbers(session: AsyncSession) -> list[int]:
    await sequences.gather(session.scalar(text("select 1")), session.scalar(text("select 2")))
    return await gather(session.scalar(text("select 1")), session.scalar(text("select 2")))
