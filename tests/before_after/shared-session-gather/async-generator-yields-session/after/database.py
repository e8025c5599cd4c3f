from collections.abc import AsyncGenerator

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Order

maker = async_sessionmaker(expire_on_commit=False)


async def get_db() -> AsyncGenerator[AsyncSession, None]:
    async with maker() as session:
        yield session


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def counts(log: list[str]) -> None:
    async for session in get_db():
        opened = await count(session, "open")
        paid = await count(session, "paid")
        log.append(f"{opened} open, {paid} paid")
