from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Order

maker = async_sessionmaker(expire_on_commit=False)


@asynccontextmanager
async def session_scope() -> AsyncIterator[AsyncSession]:
    """One transaction: committed at the end, rolled back after an error."""
    async with maker() as session:
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def counts() -> list[int]:
    async with session_scope() as session:
        return [await count(session, "open"), await count(session, "paid")]
