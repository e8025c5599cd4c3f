from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def record(session: AsyncSession, user: int, action: str) -> None:
    await session.execute(text("insert into audit values (:user, :action)"), {"user": user, "action": action})
    await session.commit()
