from datetime import date

from models import Order, Status
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


class Report:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session
        self.known: dict[str, int] = {}
        self.asked = 0

    @property
    def next_shop(self) -> int:
        self.asked += 1
        return self.asked

    async def count(self) -> int:
        return await self.session.scalar(select(func.count(Order.id)))

    async def count_open(self) -> int:
        return await self.session.scalar(select(func.count(Order.id)).where(Order.status == Status.OPEN))

    async def of_methods(self):
        every = await self.count()
        opened = await self.count_open()
        return every, opened

    async def of_a_cache(self):
        async def count():
            if "every" not in self.known:
                self.known["every"] = await self.count()
            return self.known["every"]

        every = await count()
        opened = await self.session.scalar(select(func.count(Order.price)))
        return every, opened, self.known

    async def of_shops_in_turn(self):
        first = await self.session.scalar(select(func.count(Order.id)).where(Order.shop == self.next_shop))
        second = await self.session.scalar(select(func.count(Order.id)).where(Order.shop == self.next_shop))
        return first, second

    async def of_what_changes(self):
        shop = 1
        one = select(func.count(Order.id)).where(Order.shop == shop)
        shop = 2
        two = select(func.count(Order.id)).where(Order.shop == shop)
        first = await self.session.scalar(one)
        second = await self.session.scalar(two)
        return first, second

    async def of_limits(self):
        first = await self.session.scalar(select(func.count(Order.id)).where(Order.shop == 1).limit(0))
        second = await self.session.scalar(select(func.count(Order.id)).where(Order.shop == 2))
        return first, second

    async def of_today(self):
        first = await self.session.scalar(select(func.count(Order.id)).where(Order.day < date.today()))
        second = await self.session.scalar(select(func.count(Order.id)).where(Order.day >= date.today()))
        return first, second

    async def of_many(self):
        return [
            await self.session.scalar(select(func.count(Order.id)).where(Order.shop == shop)) for shop in (1, 2)
        ]
