"""The fields are of protocols; the provider tells that both are made of one session."""

import asyncio
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
from models import Base, Customer, Order
from wiring import customers, orders, report
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool


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
        assert await report(customers(session), orders(session)).numbers() == [3, 100]
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
