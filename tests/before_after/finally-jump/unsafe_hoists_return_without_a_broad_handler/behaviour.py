"""Cancellation gets out, and so does every error that is not handled."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import sockets


async def writer(data):
    if data is None:
        raise ConnectionError
    await asyncio.sleep(data)


async def main():
    assert await sockets.send(writer, 0) is True
    assert await sockets.send(writer, None) is False
    task = asyncio.create_task(sockets.send(writer, 60))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled(), "the cancellation was swallowed"
    try:
        await sockets.send(writer, "x")
    except TypeError:
        return
    raise AssertionError("the TypeError was swallowed")


asyncio.run(main())
