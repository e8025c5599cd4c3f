"""The abstract class knows no session; each of its implementations uses one."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.pool import NullPool
    from stores.sql import SqlSecretStore, SqlSettingStore
    from stores.tables import Base, Secret, Setting

    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with async_sessionmaker(engine)() as session:
        session.add_all([Setting(key="a", value="1"), Setting(key="b", value="2"), Secret(key="s", cipher="bcd")])
        await session.commit()
    async with async_sessionmaker(engine)() as session:
        assert await SqlSettingStore(session).load_many(["a", "b", "c"]) == ["1", "2", None]
    async with async_sessionmaker(engine)() as session:
        assert await SqlSecretStore(session, 1).load_many(["s", "t"]) == ["abc", None]

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
