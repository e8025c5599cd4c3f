import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record


async def close_account(session: AsyncSession, user: int) -> None:
    asyncio.create_task(record(session, user, "close"))
    await session.execute(text("update users set closed = 1 where id = :user"), {"user": user})
    await session.commit()
