from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


class Items:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def sell(self, sku: str) -> None:
        await self.session.execute(text("update items set stock = stock - 1 where sku = :sku"), {"sku": sku})
