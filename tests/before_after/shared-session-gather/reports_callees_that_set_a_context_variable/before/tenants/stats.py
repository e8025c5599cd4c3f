import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tenants.context import tenant


async def size(session: AsyncSession, name: str) -> int:
    tenant.set(name)
    return await _count(session)


async def _count(session: AsyncSession) -> int:
    return await session.scalar(text(f"select count(*) from {tenant.get()}.users"))


async def sizes(session: AsyncSession) -> list[int]:
    return await asyncio.gather(size(session, "red"), size(session, "blue"))
