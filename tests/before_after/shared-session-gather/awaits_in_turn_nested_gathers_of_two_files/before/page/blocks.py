import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def value(session: AsyncSession, expression: str) -> int:
    return await session.scalar(text(f"select {expression}"))


async def block(session: AsyncSession, title: str, *expressions: str) -> str:
    values = await asyncio.gather(*(value(session, expression) for expression in expressions))
    return f"{title}: {', '.join(map(str, values))}"
