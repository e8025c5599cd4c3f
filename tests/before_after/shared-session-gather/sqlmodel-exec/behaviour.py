"""The page of a service over SQLModel's AsyncSession."""

import asyncio
import gc
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
import heroes
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel.ext.asyncio.session import AsyncSession

ignored = []
sys.unraisablehook = lambda error: ignored.append(str(error.exc_value))


async def main(folder):
    # A file and no pool: a session opens its connection with its first statement, as after a deploy.
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/heroes.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(heroes.SQLModel.metadata.create_all)
    async with AsyncSession(engine) as session:
        session.add_all([heroes.Hero(name="Deadpond", age=48), heroes.Hero(name="Rusty", age=16)])
        await session.commit()
    async with AsyncSession(engine) as session:
        page = await heroes.HeroService(session).page()
    assert page == "2: Deadpond, Rusty; oldest Deadpond", page
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
gc.collect()
assert not ignored, ignored
