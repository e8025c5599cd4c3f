"""All repositories of one unit of work share its session."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.pool import NullPool
    from warehouse.history import history
    from warehouse.models import Base, Item, Movement
    from warehouse.unit_of_work import UnitOfWork

    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    maker = async_sessionmaker(engine)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with maker() as session:
        session.add_all([Item(sku="a", stock=3), Movement(sku="a"), Movement(sku="a"), Movement(sku="b")])
        await session.commit()
    assert await history(UnitOfWork(maker), "a") == (3, 2)

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
