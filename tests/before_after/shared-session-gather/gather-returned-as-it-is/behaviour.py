"""What is returned stays a list, in the order of the arguments."""

import asyncio
import gc
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
import figures
from models import Base, Employee, Team
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

ignored = []
sys.unraisablehook = lambda error: ignored.append(str(error.exc_value))


async def main(folder):
    # A file and no pool: a session opens its connection with its first statement, as after a deploy.
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/staff.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    maker = async_sessionmaker(engine, expire_on_commit=False)
    async with maker.begin() as session:
        session.add_all([Team(id=1, name="core"), Team(id=2, name="web")])
        session.add_all([Employee(team_id=1, name="Ana", gender="f", salary=100)])
        session.add_all([Employee(team_id=1, name="Ben", gender="m", salary=200)])
        session.add_all([Employee(team_id=2, name="Dea", gender="f", salary=400)])
    async with maker() as session:
        result = await figures.figures(session)
    assert result == [3, 2], result
    assert isinstance(result, list), type(result)
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
gc.collect()
assert not ignored, ignored
