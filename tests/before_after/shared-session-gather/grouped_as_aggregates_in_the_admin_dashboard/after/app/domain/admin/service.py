from sqlmodel import case, func, or_, select, true
from sqlmodel.ext.asyncio.session import AsyncSession

from app.models import Order, User


class AdminService:
    def __init__(self, session: AsyncSession):
        self.session = session

    async def get_gender_ratio(self) -> dict[str, int]:
        male_count, female_count = (
            await self.session.exec(
                select(
                    func.count(case((User.gender == "male", User.id))),
                    func.count(case((User.gender == "female", User.id))),
                ).where(or_(User.gender == "male", User.gender == "female"))
            )
        ).one()
        return {"male": male_count, "female": female_count}

    async def get_overview(self) -> dict[str, int]:
        # everything at once
        # soft-deleted users are not active
        active, inactive = (
            await self.session.exec(
                select(
                    func.count(case((User.is_active == true(), User.id))),
                    func.count(case((~User.is_active, User.id))),
                ).where(or_(User.is_active, ~User.is_active))
            )
        ).one()
        revenue = await self.session.scalar(select(func.sum(Order.amount)))
        largest = await self._largest()
        return {"active": active, "inactive": inactive, "revenue": revenue or 0, "largest": largest}

    async def _largest(self) -> int:
        return (await self.session.exec(select(func.max(Order.amount)))).one() or 0
