import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from app.hooks import log, nothing, remember


async def fire(session: AsyncSession, row: object) -> None:
    await asyncio.gather(log(session, "saved"), remember(session, row), nothing(session))
    await session.commit()
