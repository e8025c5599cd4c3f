import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

background: set[asyncio.Task] = set()


async def notify(session: AsyncSession, user: int) -> None:
    await session.execute(text("insert into notifications values (:user)"), {"user": user})


async def notify_all(session: AsyncSession, users: list[int]) -> None:
    for user in users:
        task = asyncio.create_task(notify(session, user))
        background.add(task)
        task.add_done_callback(background.discard)
    await session.commit()
