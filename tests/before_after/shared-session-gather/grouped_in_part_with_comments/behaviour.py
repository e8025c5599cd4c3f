"""What is written in between counts: only what nothing else runs between becomes one query."""

import asyncio
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from models import Base, Order, Status
from overview import overview, retained
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool


async def main(folder):
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/shop.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        for status, shop, price in [
            (Status.OPEN, 1, 5),
            (Status.OPEN, 1, None),
            (Status.PAID, 1, 7),
            (Status.LOST, 1, 1),
            (Status.OPEN, 2, 9),
        ]:
            session.add(Order(status=status, shop=shop, price=price))
        await session.commit()
    asked = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    async with AsyncSession(engine) as session:
        assert await overview(session, 1) == {"closed": 1, "open": 1, "paid": 7, "lost": 2}
        assert len(asked) == 2, asked
        assert await overview(session, 3) == {"closed": 1, "open": 0, "paid": 0, "lost": 0}
    async with AsyncSession(engine) as session:
        state = {}
        await retained(session, state)
        assert state == {"open": 3, "closed": 5, "sum": 5}, state
    await engine.dispose()


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
