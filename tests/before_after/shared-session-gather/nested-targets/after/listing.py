from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order


class Listing:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def page(self, size: int) -> tuple[list[int], int]:
        ids = await self.session.scalars(select(Order.id).order_by(Order.id).limit(size))
        total = await self.session.scalar(select(func.count(Order.id)))
        return list(ids), total

    async def newest(self) -> str:
        return await self.session.scalar(select(Customer.name).order_by(Customer.id.desc()).limit(1))

    async def render(self, size: int) -> str:
        rows, total = await self.page(size)
        newest = await self.newest()
        return f"{rows} of {total}, newest: {newest}"
