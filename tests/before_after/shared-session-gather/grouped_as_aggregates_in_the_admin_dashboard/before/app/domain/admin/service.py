import asyncio

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Order, User


class AdminService:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def get_gender_ratio(self) -> dict[str, int]:
        async def count_male():
            stmt = select(func.count(User.id)).where(User.gender == "male")
            result = await self.session.exec(stmt)
            return result.one() or 0

        async def count_female():
            stmt = select(func.count(User.id)).where(User.gender == "female")
            result = await self.session.exec(stmt)
            return result.one() or 0

        male_count, female_count = await asyncio.gather(count_male(), count_female())
        return {"male": male_count, "female": female_count}

    async def get_overview(self) -> dict[str, int]:
        async def count(condition):
            return (await self.session.exec(select(func.count(User.id)).where(condition))).one()

        # everything at once
        active, inactive, revenue, largest = await asyncio.gather(
            count(User.is_active),  # soft-deleted users are not active
            count(~User.is_active),
            self.session.scalar(select(func.sum(Order.amount))),
            self._largest(),
        )
        return {"active": active, "inactive": inactive, "revenue": revenue or 0, "largest": largest}

    async def _largest(self) -> int:
        return (await self.session.exec(select(func.max(Order.amount)))).one() or 0
