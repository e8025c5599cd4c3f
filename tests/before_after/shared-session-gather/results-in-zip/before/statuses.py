import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order

STATUSES = ("open", "paid", "cancelled")


class StatusReport:
    def __init__(self, db: AsyncSession):
        self.db = db

    async def _count(self, status: str) -> int:
        stmt = select(func.count()).select_from(Order).where(Order.status == status)
        return await self.db.scalar(stmt)

    async def by_status(self) -> dict[str, int]:
        return dict(zip(STATUSES, await asyncio.gather(*(self._count(status) for status in STATUSES))))

    async def lines(self):
        for status, n in zip(STATUSES, await asyncio.gather(*[self._count(s) for s in STATUSES])):
            yield f"{status}: {n}"
