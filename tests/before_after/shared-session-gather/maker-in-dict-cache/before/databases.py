import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from models import Order

_makers: dict[str, async_sessionmaker[AsyncSession]] = {}


def get_maker(url: str) -> async_sessionmaker[AsyncSession]:
    if url not in _makers:
        engine = create_async_engine(url, poolclass=NullPool)
        _makers[url] = async_sessionmaker(engine, expire_on_commit=False)
    return _makers[url]


async def count(session: AsyncSession, status: str) -> int:
    return await session.scalar(select(func.count(Order.id)).where(Order.status == status))


async def counts(url: str) -> tuple[int, int]:
    async with get_maker(url)() as session:
        opened, paid = await asyncio.gather(count(session, "open"), count(session, "paid"))
    return opened, paid
