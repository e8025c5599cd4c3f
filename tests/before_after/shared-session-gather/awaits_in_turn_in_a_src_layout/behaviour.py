"""A comprehension over a store whose session is of the project's own subclass, read through a property."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/src")

async def main():
    from ledger import balances
    from ledger.core.store import AccountStore
    from ledger.db import Base, Entry, LedgerSession
    from sqlalchemy.ext.asyncio import create_async_engine
    from sqlalchemy.pool import NullPool

    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with LedgerSession(engine) as session:
        session.add_all([Entry(account="a", amount=2), Entry(account="a", amount=3), Entry(account="b", amount=7)])
        await session.commit()
    async with LedgerSession(engine) as session:
        assert await balances(AccountStore(session), ["a", "b", "c"]) == {"a": 5, "b": 7, "c": 0}

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
