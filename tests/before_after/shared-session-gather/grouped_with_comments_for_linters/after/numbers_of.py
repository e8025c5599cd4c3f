from sqlalchemy import case, false, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class Numbers:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def gifts(self) -> tuple[int, int]:
        gifts, others = (
            await self.session.execute(
                select(
                    func.count(case((Order.is_gift == true(), Order.id))),
                    func.count(case((Order.is_gift == false(), Order.id))),
                ).where(or_(Order.is_gift == true(), Order.is_gift == false()))
            )
        ).one()
        return gifts, others

    async def statuses(self) -> tuple[int, int]:
        # nothing has been said yet
        opened, closed = (
            await self.session.execute(
                select(
                    func.count(case((Order.status == None, Order.id))),  # noqa: E711
                    func.count(case((Order.status != None, Order.id))),  # noqa: E711
                ).where(or_(Order.status == None, Order.status != None))  # noqa: E711
            )
        ).one()
        return opened, closed
