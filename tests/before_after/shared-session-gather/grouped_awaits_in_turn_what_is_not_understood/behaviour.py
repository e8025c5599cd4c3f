"""Each is awaited in its turn, with the effects that evaluating it has."""

import asyncio
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from datetime import date

from models import Base, Order, Status
from report import Report
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

EXPECTED = {
    "of_methods": (3, 1),
    "of_a_cache": (3, 2, {"every": 3}),
    "of_shops_in_turn": (2, 1),
    "of_what_changes": (2, 1),
    "of_limits": (None, 1),
    "of_today": (1, 0),
    "of_many": [2, 1],
}


async def main(folder):
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/shop.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add(Order(status=Status.OPEN, shop=1, price=1, day=date(2024, 1, 1)))
        session.add_all([Order(shop=1, price=2), Order(shop=2)])
        await session.commit()
    for name, numbers in EXPECTED.items():
        async with AsyncSession(engine) as session:
            assert await getattr(Report(session), name)() == numbers, name
    await engine.dispose()


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
