import asyncio

import company_library
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Loading:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def count(self, model: type) -> int:
        return await self.session.scalar(select(func.count(model.id)))

    async def with_two_that_are_known(self) -> list[int]:
        return await asyncio.gather(
            self.count(Customer),
            self.count(Order),
            company_library.load(self.session),
        )

    async def in_a_comprehension(self, keys: list[str]) -> list[int]:
        return await asyncio.gather(*(company_library.load(self.session, key) for key in keys))

    async def in_a_list(self, keys: list[str]) -> list[int]:
        pending = [company_library.load(self.session, key) for key in keys]
        return await asyncio.gather(*pending)

    async def given_nothing_of_it(self, keys: list[str]) -> list[int]:
        return await asyncio.gather(*(company_library.load(key) for key in keys))
