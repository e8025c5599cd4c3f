import copy
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


class Customers:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.country: str | None = None

    def of(self, country: str) -> Self:
        clone = copy.copy(self)
        clone.country = country
        return clone

    async def count(self) -> int:
        statement = select(func.count(Customer.id))
        if self.country:
            statement = statement.where(Customer.country == self.country)
        return await self.session.scalar(statement)


async def by_country(session: AsyncSession) -> dict[str, int]:
    customers = Customers(session)
    total = await customers.count()
    german = await customers.of("de").count()
    french = await customers.of("fr").count()
    return {"total": total, "de": german, "fr": french}
