"""One chain for each session: both chains run together, each in its own order."""

import asyncio
import gc
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
import comparison
from models import Base, Customer, Order
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

ignored = []
sys.unraisablehook = lambda error: ignored.append(str(error.exc_value))


class Met(AsyncSession):
    """Its first query waits until the other session is asked too, and then there are no two at once."""

    asked = busy = False

    async def scalar(self, *args, **kwargs):
        assert not self.busy, "two queries at once"
        self.busy = True
        if not self.asked:
            self.asked = True
            await self.info["both"].wait()
        result = await super().scalar(*args, **kwargs)
        self.busy = False
        return result


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
    both = asyncio.Barrier(2)
    async with Met(engine, info={"both": both}) as live, Met(engine, info={"both": both}) as archive:
        await live.connection()
        live.add(Order(customer_id=1, total=5))
        await live.flush()
        async with asyncio.timeout(10):
            compared = await comparison.compare(live, archive)
    assert compared == {"live": (5, 105), "archive": (4, 100)}, compared
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
gc.collect()
assert not ignored, ignored
