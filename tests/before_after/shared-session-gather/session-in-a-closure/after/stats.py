from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee


class EmployeeRepository:
    def __init__(self, db: AsyncSession) -> None:
        self.db = db

    async def gender_stats(self) -> dict[str, int]:
        async def count_male() -> int:
            result = await self.db.execute(select(func.count(Employee.id)).where(Employee.gender == "m"))
            return result.scalar() or 0

        async def count_female() -> int:
            result = await self.db.execute(select(func.count(Employee.id)).where(Employee.gender == "f"))
            return result.scalar() or 0

        male = await count_male()
        female = await count_female()
        return {"male": male, "female": female, "total": male + female}
