import asyncio
from contextvars import ContextVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker

from models import Order

request_id: ContextVar[str] = ContextVar("request_id", default="")
maker = async_sessionmaker(expire_on_commit=False)
by_task = async_scoped_session(maker, scopefunc=asyncio.current_task)
by_request = async_scoped_session(maker, scopefunc=request_id.get)


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def of_this_task() -> tuple[int, int]:
    session = by_task()
    opened = await count(session, "open")
    paid = await count(session, "paid")
    await by_task.remove()
    return opened, paid


async def _lost() -> int:
    return await by_request.scalar(select(func.count(Order.id)).where(Order.status == "lost"))


async def _all() -> int:
    return await by_request.scalar(select(func.count(Order.id)))


async def of_this_request() -> list[int]:
    try:
        return [await _lost(), await _all()]
    finally:
        await by_request.remove()
