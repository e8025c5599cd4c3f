"""A failed item is a value and the rest still run; a cancelled caller stays cancelled."""

import asyncio
import gc
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
import imports
from models import Base, Customer, Order
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

ignored = []
sys.unraisablehook = lambda error: ignored.append(str(error.exc_value))


class Stuck(AsyncSession):
    """Its first execute never answers."""

    started = False

    async def execute(self, *args, **kwargs):
        if not self.started:
            self.started = True
            await asyncio.sleep(60)
        return await super().execute(*args, **kwargs)


async def main(folder):
    # A file and no pool: a session opens its connection with its first statement, as after a deploy.
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/shop.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    maker = async_sessionmaker(engine, expire_on_commit=False)
    async with maker.begin() as session:
        session.add_all([Customer(id=1, name="Ada"), Customer(id=2, name="Bo", country="fr"), Customer(id=3, name="Cy")])
        session.add_all([Order(customer_id=1, total=10), Order(customer_id=1, status="paid", total=20)])
        session.add_all([Order(customer_id=2, status="paid", total=30), Order(customer_id=3, total=40)])
    async with maker() as session:
        first, second, third = await imports.CountryImport(session).run({"Ada": "at", "Eve": "be", "Cy": "cy"})
        assert (first, type(second), third) == (1, NoResultFound, 3), second
        await session.commit()
        assert (await session.scalars(select(Customer.country).order_by(Customer.id))).all() == ["at", "fr", "cy"]
    async with Stuck(engine) as session:
        task = asyncio.create_task(imports.CountryImport(session).run({"Ada": "de", "Cy": "de"}))
        await asyncio.sleep(0.01)
        task.cancel()
        await asyncio.wait([task], timeout=5)
        assert task.cancelled(), "the cancellation was swallowed"
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
gc.collect()
assert not ignored, ignored
