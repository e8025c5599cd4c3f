"""Every number is what it was, NULLs, duplicates and groups without a row among them, and comes in one query."""

import asyncio
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

import uuid
from datetime import date

from models import Base, Order, Status
from report import Report
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

A, B = uuid.UUID(int=1), uuid.UUID(int=2)
ROWS = [
    (Status.OPEN, True, 1, date(2024, 1, 1), A, "kr", "kr", 5),
    (Status.OPEN, False, 1, date(2024, 1, 1), A, "KR", "KR", -2),
    (Status.LOST, False, 1, None, None, None, None, 4),
    (None, None, None, date(2024, 1, 2), B, "kr", "kr ", None),
]
FIELDS = ("status", "is_gift", "shop", "day", "batch", "country", "code", "price")
EXPECTED = {
    "by_status": {"open": 2, "paid": 0},
    "prices": [9, None],
    "gifts": (1, 2),
    "days": [2, 1],
    "batches": [2, 1],
    "countries": [2, 0],
    "codes_are_texts_of_limited_length": [1, 0],
    "without_a_country": [2, 1],
    "names_of_the_status": [2, 1],
}
EMPTY = {
    **{name: [0, 0] for name in EXPECTED},
    "by_status": {"open": 0, "paid": 0},
    "prices": [None, None],
    "gifts": (0, 0),
}


async def check(url, rows, expected):
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all(Order(**dict(zip(FIELDS, row))) for row in rows)
        await session.commit()
    asked = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for name, numbers in expected.items():
        asked.clear()
        async with AsyncSession(engine) as session:
            assert await getattr(Report(session), name)() == numbers, name
        assert len(asked) == 1, asked
    await engine.dispose()


async def main(folder):
    await check(f"sqlite+aiosqlite:///{folder}/shop.db", ROWS, EXPECTED)
    await check(f"sqlite+aiosqlite:///{folder}/empty.db", [], EMPTY)


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
