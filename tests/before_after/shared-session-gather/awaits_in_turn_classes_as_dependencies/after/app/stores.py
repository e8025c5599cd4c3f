from typing import Annotated

from fastapi import Depends
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from .db import Player, Team, get_session

Session = Annotated[AsyncSession, Depends(get_session)]


class TeamStore:
    def __init__(self, session: Session):
        self.session = session

    async def count(self) -> int:
        return (await self.session.scalars(select(func.count(Team.id)))).one()


class PlayerStore:
    def __init__(self, session: Session):
        self.db = session

    async def count(self) -> int:
        return (await self.db.scalars(select(func.count(Player.id)))).one()
