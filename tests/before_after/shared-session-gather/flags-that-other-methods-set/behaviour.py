"""What a constructor sets is not what a flag or a list is later."""

import asyncio
import gc
import os
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
from models import Base, Customer, Order
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

ignored = []
sys.unraisablehook = lambda error: ignored.append(str(error.exc_value))


async def main():
    # A file and no pool: a session opens its connection with its first statement, as after a deploy.
    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    maker = async_sessionmaker(engine, expire_on_commit=False)
    async with maker.begin() as session:
        session.add_all([Customer(id=1, name="Ada"), Customer(id=2, name="Bo", country="fr"), Customer(id=3, name="Cy")])
        session.add_all([Order(customer_id=1, total=10), Order(customer_id=1, status="paid", total=20)])
        session.add_all([Order(customer_id=2, status="paid", total=30), Order(customer_id=3, total=40)])
    import reporting

    results = []
    for method in (reporting.Reporting.both, reporting.Reporting.all):
        async with maker() as session:
            report = reporting.Reporting(session)
            report.enable(Customer, Order)
            results.append(tuple(await method(report)))
    assert results == [(3, 4), (3, 4)]
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/shop.db"
    asyncio.run(main())
gc.collect()
assert not ignored, ignored
