import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from sync.spawn import pull, spawn_all


async def synchronise(session: AsyncSession, sources: list[str]) -> None:
    async with asyncio.TaskGroup() as group:
        group.create_task(pull(session, "default"))
        group.create_task(pull(session, "archive"))
        spawn_all(group, session, sources)
    await session.commit()
