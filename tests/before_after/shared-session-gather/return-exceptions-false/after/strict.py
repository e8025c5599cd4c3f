from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


async def rename(session: AsyncSession, number: int, name: str) -> str:
    old = (await session.execute(select(Customer.name).where(Customer.id == number))).scalar_one()
    await session.execute(update(Customer).where(Customer.id == number).values(name=name))
    return old


async def rename_all(session: AsyncSession, names: dict[int, str]) -> list[str]:
    return [await rename(session, n, name) for n, name in list(names.items())]
