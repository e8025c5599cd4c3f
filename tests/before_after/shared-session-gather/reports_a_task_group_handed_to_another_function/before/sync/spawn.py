from asyncio import TaskGroup

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def pull(session: AsyncSession, source: str) -> None:
    await session.execute(text("insert into pulled values (:source)"), {"source": source})


def spawn_all(group: TaskGroup, session: AsyncSession, sources: list[str]) -> None:
    for source in sources:
        group.create_task(pull(session, source))
