import asyncio
from datetime import date
from typing import Optional
from uuid import UUID

from models import Order, Status
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


class Report:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_status(self) -> dict[str, int]:
        async def count_of(status: Status) -> Optional[int]:
            stmt = select(func.count(Order.id)).where(Order.status == status)
            return await self.session.scalar(stmt)

        opened, paid = await asyncio.gather(count_of(Status.OPEN), count_of(Status.PAID))
        return {"open": opened, "paid": paid}

    async def prices(self) -> list[int | None]:
        base = select(func.sum(Order.price)).where(Order.price > 0)
        return await asyncio.gather(
            self.session.scalar(base.where(Order.shop == 1)),
            self.session.scalar(base.where(Order.shop == 99)),
        )

    async def gifts(self) -> tuple[int, int]:
        gift, bought = await asyncio.gather(
            self.session.execute(select(func.count(Order.id)).filter_by(is_gift=True)),
            self.session.execute(select(func.count(Order.id)).filter_by(is_gift=False)),
        )
        return gift.scalar_one(), bought.scalar() or 0

    async def days(self) -> list[int]:
        first, second = await asyncio.gather(
            self.session.scalar(select(func.count(Order.id)).where(Order.day == date(2024, 1, 1))),
            self.session.scalar(select(func.count(Order.id)).where(Order.day == date(2024, 1, 2))),
        )
        return [first, second]

    async def batches(self) -> list[int]:
        first, second = await asyncio.gather(
            self.session.scalar(
                select(func.count(Order.id)).where(Order.batch == UUID("00000000-0000-0000-0000-000000000001"))
            ),
            self.session.scalar(
                select(func.count(Order.id)).where(Order.batch == UUID("00000000-0000-0000-0000-000000000002"))
            ),
        )
        return [first, second]

    async def countries(self) -> list[int]:
        first, second = await asyncio.gather(
            self.session.scalar(select(func.count(Order.id)).where(Order.country == "kr")),
            self.session.scalar(select(func.count(Order.id)).where(Order.country == "fr")),
        )
        return [first, second]

    async def codes_are_texts_of_limited_length(self) -> list[int]:
        first, second = await asyncio.gather(
            self.session.scalar(select(func.count(Order.id)).where(Order.code == "kr")),
            self.session.scalar(select(func.count(Order.id)).where(Order.code == "fr")),
        )
        return [first, second]

    async def without_a_country(self) -> list[int]:
        first, second = await asyncio.gather(
            self.session.scalar(select(func.count(Order.id)).where(Order.country == "kr")),
            self.session.scalar(select(func.count(Order.id)).where(Order.country.is_(None))),
        )
        return [first, second]

    async def names_of_the_status(self) -> list[int]:
        first, second = await asyncio.gather(
            self.session.scalar(select(func.count(Order.id)).where(Order.status == "OPEN")),
            self.session.scalar(select(func.count(Order.id)).where(Order.status == "LOST")),
        )
        return [first, second]
