from abc import ABC, abstractmethod

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Store(ABC):
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    @abstractmethod
    async def load(self, number: int) -> str | None:
        """One entry, or None."""

    async def load_all(self, numbers: list[int]) -> list[str | None]:
        return [await self.load(number) for number in numbers]


class CustomerStore(Store):
    async def load(self, number: int) -> str | None:
        return await self.session.scalar(select(Customer.name).where(Customer.id == number))


class OrderStore(Store):
    async def load(self, number: int) -> str | None:
        order = await self.session.get(Order, number)
        return order.status if order else None
