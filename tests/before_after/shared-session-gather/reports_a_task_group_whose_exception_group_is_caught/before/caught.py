import asyncio
import logging

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

logger = logging.getLogger(__name__)


async def insert(session: AsyncSession, table: str) -> None:
    await session.execute(text(f"insert into {table} default values"))


async def seed(session: AsyncSession) -> bool:
    try:
        async with asyncio.TaskGroup() as tg:
            tg.create_task(insert(session, "parts"))
            tg.create_task(insert(session, "orders"))
    except ExceptionGroup as group:
        for error in group.exceptions:
            logger.error("seeding failed: %s", error)
        return False
    return True
