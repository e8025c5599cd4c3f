import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer


async def produce(session, queue):
    for customer in await session.scalars(select(Customer)):
        await queue.put(customer.id)
    await queue.put(None)


async def consume(session, queue):
    found = []
    while (pk := await queue.get()) is not None:
        found.append((await session.get(Customer, pk)).name)
    return found


async def run(session: AsyncSession, queue) -> list[str]:
    names, _ = await asyncio.gather(consume(session, queue), produce(session, queue))
    return names
