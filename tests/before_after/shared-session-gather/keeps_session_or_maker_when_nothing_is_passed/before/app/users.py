from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import maker


async def load(user: int, session: AsyncSession | None = None):
    session = session or maker()
    async with session:
        return (await session.execute(text("select * from users where id = :id"), {"id": user})).one()


async def name(user: int, session: AsyncSession | None = None) -> str:
    if session is None:
        async with maker() as session:
            return await name(user, session)
    return await session.scalar(text("select name from users where id = :id"), {"id": user})
