import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def totals(session: AsyncSession) -> list[int]:
    tasks = [asyncio.create_task(session.scalar(text(f"select count(*) from {name}"))) for name in ("a", "b")]
    done, pending = await asyncio.wait(tasks, timeout=2.0)
    for task in pending:
        task.cancel()
    return [task.result() for task in done]
