import asyncio

from sqlmodel import Field, SQLModel, func, select
from sqlmodel.ext.asyncio.session import AsyncSession


class Hero(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    name: str
    age: int


class HeroService:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _oldest(self) -> Hero | None:
        return (await self.session.exec(select(Hero).order_by(Hero.age.desc()))).first()

    async def _count(self) -> int:
        return (await self.session.exec(select(func.count()).select_from(Hero))).one()

    async def page(self) -> str:
        oldest, count, names = await asyncio.gather(
            self._oldest(),
            self._count(),
            self.session.exec(select(Hero.name).order_by(Hero.id)),
        )
        return f"{count}: {', '.join(names)}; oldest {oldest.name}"
