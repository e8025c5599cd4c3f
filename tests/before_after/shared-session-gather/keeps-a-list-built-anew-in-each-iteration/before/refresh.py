import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


async def load(session: AsyncSession, pk: int) -> Customer:
    return await session.get_one(Customer, pk)


async def refresh(session: AsyncSession, pks: list[int]) -> list[str]:
    names = []
    for pk in pks:
        pending = [load(session, pk)]
        if pk % 2:
            pending.append(asyncio.sleep(0.01))
        customer, *_ = await asyncio.gather(*pending)
        names.append(customer.name)
    return names
