"""On a real database: values arrive, rows are right, errors and cancellation get out, connections come back."""

import asyncio
import datetime
import logging
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import database
    import session_manager

from models import ChatSession, utcnow
from sqlalchemy import func, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

logging.disable(logging.CRITICAL)
manager = session_manager.SessionManager(session_ttl=datetime.timedelta(hours=24))


class Stop(BaseException):
    """Stands for KeyboardInterrupt, which asyncio.run would treat in its own way."""


class Stuck(AsyncSession):
    """Holds its connection and never answers."""

    holding = asyncio.Event()

    async def execute(self, *args, **kwargs):
        await super().execute(text("SELECT 1"))
        self.holding.set()
        await asyncio.sleep(60)


class Silent(AsyncSession):
    async def execute(self, *args, **kwargs):
        await asyncio.sleep(60)


class Interrupted(AsyncSession):
    async def execute(self, *args, **kwargs):
        raise Stop


class Broken(AsyncSession):
    async def execute(self, *args, **kwargs):
        raise LookupError("no such table")

    async def commit(self):
        raise LookupError("disk full")


async def scalar(statement):
    async with database.engine.connect() as connection:
        return (await connection.execute(statement)).scalar()


async def age(session_id, hours):
    async with database.engine.begin() as connection:
        await connection.execute(
            update(ChatSession)
            .where(ChatSession.session_id == session_id)
            .values(updated_at=utcnow() - datetime.timedelta(hours=hours))
        )


def updated_at(session_id):
    return scalar(select(ChatSession.updated_at).where(ChatSession.session_id == session_id))


async def values_and_rows():
    session_id, expires = await manager.create_session(user_id=7, title="hello")
    assert expires > utcnow(), expires
    assert await scalar(select(func.count()).select_from(ChatSession)) == 1

    await age(session_id, hours=5)
    before = await updated_at(session_id)
    assert await manager.validate_session(session_id) is True, "validate_session lost its True"
    assert await updated_at(session_id) > before, "validate_session did not touch the row"
    before = await updated_at(session_id)
    assert await manager.validate_session("unknown") is False, "validate_session lost its False"
    assert await updated_at(session_id) == before

    found = await manager.get_session(session_id)
    assert found is not None and found["title"] == "hello" and found["user_id"] == 7, found
    assert await manager.get_session("unknown") is None
    assert await manager.get_active_session_count() == 1

    assert await manager.extend_session(session_id, hours=48) is True
    assert await updated_at(session_id) > utcnow() + datetime.timedelta(hours=47)
    assert await manager.extend_session("unknown") is False

    old_id, _ = await manager.create_session()
    await age(old_id, hours=25)
    assert await manager.get_active_session_count() == 1
    assert await manager.cleanup_expired_sessions() == 1
    assert await manager.cleanup_expired_sessions() == 0
    assert await scalar(select(func.count()).select_from(ChatSession)) == 1

    assert await manager.delete_session(session_id) is True
    assert await manager.delete_session(session_id) is False
    assert await scalar(select(func.count()).select_from(ChatSession)) == 0


def calls():
    yield manager.validate_session, ("some",), False
    yield manager.get_session, ("some",), None
    yield manager.delete_session, ("some",), False
    yield manager.cleanup_expired_sessions, (), 0
    yield manager.get_active_session_count, (), 0
    yield manager.extend_session, ("some",), False


def sessions_are(kind):
    database.async_session = async_sessionmaker(database.engine, class_=kind)


async def errors_get_out():
    sessions_are(Broken)
    for method, arguments, default in calls():
        assert await method(*arguments) is default, method
    try:
        await manager.create_session()
    except LookupError:
        pass
    else:
        raise AssertionError("the raise of create_session was swallowed")

    sessions_are(Interrupted)
    for method, arguments, _ in calls():
        try:
            await method(*arguments)
        except Stop:
            continue
        raise AssertionError(f"{method.__name__} swallowed a BaseException")


async def cancellation_gets_out():
    sessions_are(Stuck)
    for method, arguments, _ in calls():
        name = method.__name__
        task = asyncio.create_task(method(*arguments))
        await Stuck.holding.wait()
        Stuck.holding.clear()
        task.cancel()
        await asyncio.wait([task])
        assert task.cancelled(), f"{name} swallowed task.cancel()"

    sessions_are(Silent)
    for method, arguments, _ in calls():
        name = method.__name__
        try:
            await asyncio.wait_for(method(*arguments), 0.01)
        except TimeoutError:
            pass
        else:
            raise AssertionError(f"{name} swallowed the time limit of wait_for")
        try:
            async with asyncio.timeout(0.01):
                await method(*arguments)
        except TimeoutError:
            pass
        else:
            raise AssertionError(f"{name} swallowed asyncio.timeout")


async def no_session_at_all():
    async def nothing():
        return
        yield

    session_manager.get_async_db = nothing
    for method, arguments, default in calls():
        assert await method(*arguments) is default, method
    assert await manager.create_session() is None


async def connections_come_back():
    """The event loop closes a generator that was left, some time later."""
    for _ in range(100):
        if database.engine.pool.checkedout() == 0:
            return
        await asyncio.sleep(0.01)
    raise AssertionError(database.engine.pool.status())


async def main():
    try:
        await database.init_db()
        await values_and_rows()
        await connections_come_back()
        await errors_get_out()
        await cancellation_gets_out()
        await connections_come_back()
        await no_session_at_all()
    finally:
        await connections_come_back()
        await database.close_db()


asyncio.run(main())
