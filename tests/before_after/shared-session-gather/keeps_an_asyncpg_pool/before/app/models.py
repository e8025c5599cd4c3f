from sqlalchemy.ext.asyncio import AsyncSession


async def save(session: AsyncSession, row: object) -> None:
    session.add(row)
    await session.commit()
