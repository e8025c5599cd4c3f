"""The type is a string, imported for type checkers only, through a star import of a renamed class."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from crm.reports import score_range
    from crm.tables import Base, Lead
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.pool import NullPool

    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with async_sessionmaker(engine)() as session:
        session.add_all([Lead(score=4), Lead(score=9), Lead(score=2)])
        await session.commit()
    async with async_sessionmaker(engine)() as session:
        assert await score_range(session) == (2, 9)
    assert await score_range(None) == (None, None)

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
