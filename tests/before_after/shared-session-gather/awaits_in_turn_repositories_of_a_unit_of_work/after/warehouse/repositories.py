from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from .models import Item, Movement


class Items:
    def __init__(self, session: AsyncSession):
        self._session = session

    async def get(self, sku: str) -> Item | None:
        return await self._session.get(Item, sku)


class Movements:
    def __init__(self, session: AsyncSession):
        self._session = session

    async def of(self, sku: str) -> list[Movement]:
        return list(await self._session.scalars(select(Movement).where(Movement.sku == sku)))
