"""A recursive coroutine that flushes: children are copied one after the other."""

import asyncio
import gc
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
import copying
from models import Base, Folder
from sqlalchemy import select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

ignored = []
sys.unraisablehook = lambda error: ignored.append(str(error.exc_value))


async def main(folder):
    # A file and no pool: a session opens its connection with its first statement, as after a deploy.
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/tree.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    maker = async_sessionmaker(engine, expire_on_commit=False)
    async with maker.begin() as session:
        session.add_all([Folder(id=1, name="a"), Folder(id=2, name="b", parent_id=1), Folder(id=4, name="d", parent_id=1)])
        session.add(Folder(id=3, name="c", parent_id=2))
    async with maker() as session:
        assert await copying.copy_tree(session, await session.get(Folder, 1)) == 4
        await session.commit()
    async with maker() as session:
        rows = [(row.name, row.parent_id) for row in await session.scalars(select(Folder).where(Folder.id > 4))]
    assert rows == [("a (copy)", None), ("b (copy)", 5), ("c (copy)", 6), ("d (copy)", 5)], rows
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
gc.collect()
assert not ignored, ignored
