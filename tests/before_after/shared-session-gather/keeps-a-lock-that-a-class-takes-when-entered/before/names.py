import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from locking import Turn
from models import Customer


async def names(session: AsyncSession, pks: list[int]) -> list[str]:
    turn = Turn()

    async def name(pk: int) -> str:
        async with turn:
            return (await session.get_one(Customer, pk)).name

    return await asyncio.gather(*(name(pk) for pk in pks))


async def pair(session: AsyncSession, turn: Turn) -> list[Customer]:
    async def load(pk: int) -> Customer:
        async with turn:
            return await session.get_one(Customer, pk)

    return await asyncio.gather(load(1), load(2))
