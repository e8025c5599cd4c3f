"""What the inner handler itself raises reaches the outer handler; cancellation gets out."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import sessions


class Session:
    async def find(self, session_id):
        if session_id == "slow":
            await asyncio.sleep(60)
        if session_id == "bad":
            raise LookupError("no table")
        return session_id

    async def rollback(self):
        raise ConnectionError("gone")


async def get_async_db():
    yield Session()


async def main():
    assert await sessions.validate_session(get_async_db, "s1") is True
    assert await sessions.validate_session(get_async_db, "bad") is False
    assert sessions.log == ["query: no table", "session: gone"], sessions.log
    try:
        await asyncio.wait_for(sessions.validate_session(get_async_db, "slow"), 0.01)
    except TimeoutError:
        return
    raise AssertionError("the time limit was swallowed")


asyncio.run(main())
