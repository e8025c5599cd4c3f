import anyio
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def try_lock(session: AsyncSession, name: str, scope: anyio.CancelScope) -> None:
    if await session.scalar(text("select pg_try_advisory_lock(hashtext(:name))"), {"name": name}):
        scope.cancel()


async def any_lock(session: AsyncSession) -> None:
    async with anyio.create_task_group() as group:
        group.start_soon(try_lock, session, "one", group.cancel_scope)
        group.start_soon(try_lock, session, "two", group.cancel_scope)
