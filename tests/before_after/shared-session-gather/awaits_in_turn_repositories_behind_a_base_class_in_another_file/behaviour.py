"""Two repositories share the session that their base class keeps."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from shop.dashboard import DashboardService
    from shop.models import Base, Order, User
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.pool import NullPool

    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with async_sessionmaker(engine)() as session:
        session.add_all([User(), User(), Order(), Order(paid=True)])
        await session.commit()
    async with async_sessionmaker(engine)() as session:
        assert await DashboardService(session).summary() == {"users": 2, "open_orders": 1}

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
