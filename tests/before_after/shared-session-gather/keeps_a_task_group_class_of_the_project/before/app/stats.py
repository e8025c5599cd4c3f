from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.groups import TaskGroup


async def clear(session: AsyncSession) -> None:
    async with TaskGroup() as tg:
        tg.create_task(session.execute(text("delete from a")))
        tg.create_task(session.execute(text("delete from b")))
