from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.decorators import with_session


@with_session
async def count(table: str, *, session: AsyncSession) -> int:
    return await session.scalar(text(f"select count(*) from {table}"))
