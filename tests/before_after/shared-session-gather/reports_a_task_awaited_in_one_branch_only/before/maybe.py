import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def details(session: AsyncSession, user: int):
    return (await session.execute(text("select * from details where id = :id"), {"id": user})).one()


async def profile(session: AsyncSession, user: int):
    pending = asyncio.create_task(details(session, user))
    visible = await session.scalar(text("select visible from users where id = :id"), {"id": user})
    if visible:
        return await pending
    return None
