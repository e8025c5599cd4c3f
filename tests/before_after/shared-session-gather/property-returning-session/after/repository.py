from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class OrderRepository:
    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    @property
    def db(self) -> AsyncSession:
        return self._session

    async def paginate(self, offset: int, limit: int) -> tuple[Sequence[int], int]:
        rows = await self.db.scalars(select(Order.id).order_by(Order.id).offset(offset).limit(limit))
        total = await self.db.scalar(select(func.count()).select_from(Order))
        return rows.all(), total
