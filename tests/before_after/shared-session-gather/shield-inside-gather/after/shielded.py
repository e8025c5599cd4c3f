import asyncio

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


class Closing:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _pay(self, number: int) -> int:
        await self.session.execute(update(Order).where(Order.id == number).values(status="paid"))
        return number

    async def close(self) -> list[int]:
        done = [await asyncio.shield(self._pay(4)), await asyncio.shield(self._pay(1))]
        await self.session.commit()
        return done
