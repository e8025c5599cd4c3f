from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Employee


async def name_of(session: AsyncSession, rank: int) -> str:
    stmt = select(Employee.name).order_by(Employee.salary.desc()).offset(rank).limit(1)
    return (await session.scalars(stmt)).one()


async def ranking(session: AsyncSession) -> tuple[str, list[str]]:
    best, *others = await name_of(session, 0), await name_of(session, 1), await name_of(session, 2)
    return best, others


async def top_two(session: AsyncSession) -> str:
    first, second = [await name_of(session, rank) for rank in range(2)]
    return f"{first} before {second}"
