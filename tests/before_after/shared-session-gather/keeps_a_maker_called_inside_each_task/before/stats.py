import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from models import Order, User

engine = create_async_engine("postgresql+asyncpg://localhost/shop")
Session = async_sessionmaker(engine, expire_on_commit=False)


async def count(model) -> int:
    session: AsyncSession = Session()
    try:
        return await session.scalar(select(func.count()).select_from(model))
    finally:
        await session.close()


async def stats() -> dict[str, int]:
    users, orders = await asyncio.gather(count(User), count(Order))
    return {"users": users, "orders": orders}
