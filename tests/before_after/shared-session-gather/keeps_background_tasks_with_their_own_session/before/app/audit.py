from sqlalchemy import text

from app.db import maker


async def record(action: str) -> None:
    async with maker() as session:
        await session.execute(text("insert into audit values (:action)"), {"action": action})
        await session.commit()
