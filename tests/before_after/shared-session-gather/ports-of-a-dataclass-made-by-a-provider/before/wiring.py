from typing import Annotated

from fastapi import Depends
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order
from ports import Customers, Orders
from report import Report


async def get_session():
    raise NotImplementedError
    yield


class SqlCustomers:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self) -> int:
        return await self.session.scalar(select(func.count(Customer.id)))


class SqlOrders:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def total(self) -> int:
        return await self.session.scalar(select(func.sum(Order.total)))


Session = Annotated[AsyncSession, Depends(get_session)]


def customers(session: Session) -> Customers:
    return SqlCustomers(session)


def orders(session: Session) -> Orders:
    return SqlOrders(session)


def report(
    customers: Annotated[Customers, Depends(customers)], orders: Annotated[Orders, Depends(orders)]
) -> Report:
    return Report(customers, orders)
