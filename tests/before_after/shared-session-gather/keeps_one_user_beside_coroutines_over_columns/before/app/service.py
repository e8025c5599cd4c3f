import asyncio

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from app.mail import send
from app.models import User


class Users:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def _mark(self, user: User) -> None:
        await self.session.execute(update(User).where(User.id == user.id).values(name="*"))
        await self.session.commit()

    async def welcome(self, number: int) -> None:
        user = await self.session.get_one(User, number)
        await asyncio.gather(self._mark(user), send(user, "welcome"), send(user, "terms"))
