"""The two counts are one query; what uses no session is awaited in its turn."""

import asyncio
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

from report import Base, Order, report
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool


async def main(folder):
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/shop.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([Order(is_paid=True), Order(is_paid=False), Order(is_paid=False)])
        await session.commit()
    executed = []
    event.listen(engine.sync_engine, "before_cursor_execute", lambda *args: executed.append(args[2]))
    async with AsyncSession(engine) as session:
        assert await report(session) == ("Orders", 3, 1)
    assert len(executed) == 1, executed
    await engine.dispose()


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
