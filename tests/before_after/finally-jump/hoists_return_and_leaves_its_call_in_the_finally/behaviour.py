"""The connection is closed whatever happens, before an error gets out."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import connections


def fail():
    raise ValueError


def interrupt():
    raise KeyboardInterrupt


connection = connections.Connection()
assert connection.flush(lambda: "") == "closed"
assert connection.steps == ["flushed", "close"]
connection.steps.clear()
assert connection.flush(fail) == "closed"
assert connection.steps == ["not written", "flushed", "close"]
connection.steps.clear()
assert connection.flush(lambda: "text") == "written"
assert connection.steps == ["flushed", "close"]
connection.steps.clear()
try:
    connection.flush(interrupt)
except KeyboardInterrupt:
    assert connection.steps == ["flushed", "close"]
else:
    raise AssertionError("the KeyboardInterrupt was swallowed")


async def stop(word):
    if word is None:
        await asyncio.sleep(60)
    return word


async def main():
    assert await connections.shut_down(connection, stop, "now") == ["again", "closed"]
    connection.steps.clear()
    task = asyncio.create_task(connections.shut_down(connection, stop))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled(), "the cancellation was swallowed"
    assert connection.steps == ["close"]


asyncio.run(main())
