from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


async def load(session: AsyncSession, pk: int) -> Customer:
    return await session.get_one(Customer, pk)


async def names(session: AsyncSession, pks: list[int], size: int = 2) -> list[str]:
    found: list[Customer] = []
    batch = []
    for pk in pks:
        batch.append(load(session, pk))
        if len(batch) == size:
            found += [await c for c in batch]
            batch = []
    found += [await c for c in batch]
    return [customer.name for customer in found]
