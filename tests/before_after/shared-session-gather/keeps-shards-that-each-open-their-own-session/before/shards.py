from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from models import Customer


class Shard:
    def __init__(self, engine: AsyncEngine) -> None:
        self.session = AsyncSession(engine)

    async def customers(self) -> int:
        return await self.session.scalar(select(func.count(Customer.id)))
