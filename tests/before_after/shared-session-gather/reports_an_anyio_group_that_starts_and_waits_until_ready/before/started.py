import anyio
from anyio.abc import TaskStatus
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def warm(session: AsyncSession, table: str, *, task_status: TaskStatus[int] = anyio.TASK_STATUS_IGNORED) -> None:
    task_status.started(await session.scalar(text(f"select count(*) from {table}")))
    await session.execute(text(f"analyze {table}"))


async def warm_up(session: AsyncSession) -> int:
    async with anyio.create_task_group() as group:
        parts = await group.start(warm, session, "parts")
        orders = await group.start(warm, session, "orders")
    return parts + orders
