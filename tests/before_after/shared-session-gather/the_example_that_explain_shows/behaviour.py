"""Totals in a session that has no connection yet, as after a deploy."""

import asyncio
import gc
import sys
import tempfile
import traceback
import types

from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.pool import NullPool

sys.path.insert(0, sys.argv[1])
models = sys.modules["models"] = types.ModuleType("models")


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class User(Base):
    __tablename__ = "users"


class Order(Base):
    __tablename__ = "orders"


models.User, models.Order = User, Order
from dashboard import Dashboard

ignored = []
sys.unraisablehook = lambda error: ignored.append(str(error.exc_value))


async def main(folder):
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/shop.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    maker = async_sessionmaker(engine)
    async with maker.begin() as session:
        session.add_all([User(), User(), Order()])
    session = maker()
    try:
        assert await Dashboard(session).totals() == {"users": 2, "orders": 1}
    except Exception:
        traceback.print_exc()
        raise
    finally:
        await session.close()


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
gc.collect()
assert not ignored, ignored
