import os
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

from repositories import Customers, Orders
from services import Stats

maker = async_sessionmaker(create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool))


async def get_session() -> AsyncIterator[AsyncSession]:
    async with maker() as session:
        yield session


SessionDep = Annotated[AsyncSession, Depends(get_session)]


def get_customers(session: SessionDep) -> Customers:
    return Customers(session)


def get_orders(session: SessionDep) -> Orders:
    return Orders(session)


def get_stats(
    customers: Annotated[Customers, Depends(get_customers)], orders: Annotated[Orders, Depends(get_orders)]
) -> Stats:
    return Stats(customers, orders)
