"""The values were right already; cancellation and time limits get out only now."""

import asyncio
import logging
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import sessions

logging.disable(logging.CRITICAL)


class Session:
    def __init__(self, seconds):
        self.seconds = seconds

    async def knows(self, session_id):
        await asyncio.sleep(self.seconds)
        return session_id == "s1"

    async def touch(self, session_id):
        pass


def database(seconds=0):
    async def get_async_db():
        yield Session(seconds)

    return get_async_db


async def main():
    assert await sessions.validate_session(database(), "s1") is True
    assert await sessions.validate_session(database(), "s2") is False

    task = asyncio.create_task(sessions.validate_session(database(60), "s1"))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled(), "the cancellation was swallowed"
    try:
        await asyncio.wait_for(sessions.validate_session(database(60), "s1"), 0.01)
    except TimeoutError:
        return
    raise AssertionError("the time limit was swallowed")


asyncio.run(main())
