from sqlalchemy import select

from jobs.db import sessions, uploads


async def find_stale(session):
    return set(await session.scalars(select(uploads.c.id).where(uploads.c.stale)))


async def find_orphaned(session):
    return set(await session.scalars(select(uploads.c.id).where(uploads.c.orphaned)))


async def nightly() -> list[int]:
    factory = sessions("main")
    async with factory() as session:
        found = [await find_stale(session), await find_orphaned(session)]
    return sorted(set.union(*found))
