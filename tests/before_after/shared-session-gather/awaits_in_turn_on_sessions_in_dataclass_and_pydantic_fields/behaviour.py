"""The session travels in a field whose type another file gives."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from desk.context import Job, Request
    from desk.models import Base, Ticket
    from desk.tickets import board, totals
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.pool import NullPool

    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with async_sessionmaker(engine)() as session:
        session.add_all([Ticket(state="open"), Ticket(state="open"), Ticket(state="closed")])
        await session.commit()
    async with async_sessionmaker(engine)() as session:
        assert await board(Request(session)) == (2, 1)
    async with async_sessionmaker(engine)() as session:
        assert await totals(Job(db=session, states=["closed", "lost"])) == [1, 0, 3]

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
