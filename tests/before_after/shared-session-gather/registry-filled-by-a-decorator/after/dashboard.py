import asyncio

from sqlalchemy.ext.asyncio import AsyncSession

from panels import PANELS, customers, orders


async def two(session: AsyncSession) -> list[int]:
    return [await customers(session), await orders(session)]


async def all_panels(session: AsyncSession) -> dict[str, int]:
    found = await asyncio.gather(*(show(session) for show in PANELS.values()))
    return dict(zip(PANELS, found, strict=True))
