from __future__ import annotations

from typing import Generic, TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Base, Customer, Order

M = TypeVar("M", bound=Base)


class Repository(Generic[M]):
    model: type[M]

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def count(self) -> int:
        return await self._session.scalar(select(func.count()).select_from(self.model)) or 0


class Customers(Repository[Customer]):
    model = Customer


class Orders(Repository[Order]):
    model = Order
