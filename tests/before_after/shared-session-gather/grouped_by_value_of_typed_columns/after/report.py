from datetime import date
from uuid import UUID

from models import Order, Status
from sqlalchemy import case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession


class Report:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def by_status(self) -> dict[str, int]:
        counts = {
            value: number
            for value, number in await self.session.execute(
                select(Order.status, func.count(Order.id))
                .where(Order.status.in_([Status.OPEN, Status.PAID]))
                .group_by(Order.status)
            )
        }
        opened = counts.get(Status.OPEN, 0)
        paid = counts.get(Status.PAID, 0)
        return {"open": opened, "paid": paid}

    async def prices(self) -> list[int | None]:
        sums = {
            value: number
            for value, number in await self.session.execute(
                select(Order.shop, func.sum(Order.price))
                .where(Order.price > 0, Order.shop.in_([1, 99]))
                .group_by(Order.shop)
            )
        }
        return [sums.get(1), sums.get(99)]

    async def gifts(self) -> tuple[int, int]:
        counts = {
            value: number
            for value, number in await self.session.execute(
                select(Order.is_gift, func.count(Order.id))
                .where(Order.is_gift.in_([True, False]))
                .group_by(Order.is_gift)
            )
        }
        gift = counts.get(True, 0)
        bought = counts.get(False, 0)
        return gift, bought or 0

    async def days(self) -> list[int]:
        counts = {
            value: number
            for value, number in await self.session.execute(
                select(Order.day, func.count(Order.id))
                .where(Order.day.in_([date(2024, 1, 1), date(2024, 1, 2)]))
                .group_by(Order.day)
            )
        }
        first = counts.get(date(2024, 1, 1), 0)
        second = counts.get(date(2024, 1, 2), 0)
        return [first, second]

    async def batches(self) -> list[int]:
        counts = {
            value: number
            for value, number in await self.session.execute(
                select(Order.batch, func.count(Order.id))
                .where(
                    Order.batch.in_([
                        UUID("00000000-0000-0000-0000-000000000001"),
                        UUID("00000000-0000-0000-0000-000000000002"),
                    ]),
                )
                .group_by(Order.batch)
            )
        }
        first = counts.get(UUID("00000000-0000-0000-0000-000000000001"), 0)
        second = counts.get(UUID("00000000-0000-0000-0000-000000000002"), 0)
        return [first, second]

    async def countries(self) -> list[int]:
        counts = {
            value: number
            for value, number in await self.session.execute(
                select(Order.country, func.count(Order.id))
                .where(Order.country.in_(["kr", "fr"]))
                .group_by(Order.country)
            )
        }
        first = counts.get("kr", 0)
        second = counts.get("fr", 0)
        return [first, second]

    async def codes_are_texts_of_limited_length(self) -> list[int]:
        first, second = (
            await self.session.execute(
                select(
                    func.count(case((Order.code == "kr", Order.id))),
                    func.count(case((Order.code == "fr", Order.id))),
                ).where(or_(Order.code == "kr", Order.code == "fr"))
            )
        ).one()
        return [first, second]

    async def without_a_country(self) -> list[int]:
        first, second = (
            await self.session.execute(
                select(
                    func.count(case((Order.country == "kr", Order.id))),
                    func.count(case((Order.country.is_(None), Order.id))),
                ).where(or_(Order.country == "kr", Order.country.is_(None)))
            )
        ).one()
        return [first, second]

    async def names_of_the_status(self) -> list[int]:
        first, second = (
            await self.session.execute(
                select(
                    func.count(case((Order.status == "OPEN", Order.id))),
                    func.count(case((Order.status == "LOST", Order.id))),
                ).where(or_(Order.status == "OPEN", Order.status == "LOST"))
            )
        ).one()
        return [first, second]
