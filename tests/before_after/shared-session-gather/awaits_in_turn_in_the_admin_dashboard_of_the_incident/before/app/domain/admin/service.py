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
        # everything at once
        users, active, revenue = await asyncio.gather(
            self._count_users(),
            self._count_active(),  # soft-deleted users are not active
            self._revenue(),
        )
        return {"users": users, "active": active, "revenue": revenue}

    async def _count_users(self) -> int:
        return (await self.session.exec(select(func.count(User.id)))).one()

    async def _count_active(self) -> int:
        return (await self.session.exec(select(func.count(User.id)).where(User.is_active))).one()

    async def _revenue(self) -> int:
        return (await self.session.exec(select(func.sum(Order.amount)))).one() or 0
