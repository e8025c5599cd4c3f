import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class Numbers:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def gifts(self) -> tuple[int, int]:
        gifts, others = await asyncio.gather(
            self.session.scalar(select(func.count(Order.id)).filter_by(is_gift=True)),
            self.session.scalar(select(func.count(Order.id)).filter_by(is_gift=False)),
        )
        return gifts, others

    async def statuses(self) -> tuple[int, int]:
        opened, closed = await asyncio.gather(
            # nothing has been said yet
            self.session.scalar(select(func.count(Order.id)).where(Order.status == None)),  # noqa: E711
            self.session.scalar(select(func.count(Order.id)).where(Order.status != None)),  # noqa: E711
        )
        return opened, closed
