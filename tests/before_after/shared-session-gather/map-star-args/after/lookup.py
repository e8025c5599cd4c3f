from functools import partial

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


class Lookup:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def name(self, customer_id: int) -> str | None:
        return await self.session.scalar(select(Customer.name).where(Customer.id == customer_id))

    async def in_country(self, customer_id: int, country: str) -> bool:
        stmt = select(Customer.id).where(Customer.id == customer_id, Customer.country == country)
        return (await self.session.execute(stmt)).first() is not None

    async def names(self, ids: list[int]) -> list[str | None]:
        return [await self.name(item) for item in ids]

    async def checks(self, ids: list[int], countries: list[str]) -> list[bool]:
        return [await c for c in map(self.in_country, ids, countries)]

    async def germans(self, ids: list[int]) -> list[bool]:
        return [await c for c in map(partial(self.in_country, country="de"), ids)]
