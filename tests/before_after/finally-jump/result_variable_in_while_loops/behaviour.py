"""One round, its value, and a way out for cancellation."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import polling


async def main():
    queue = asyncio.Queue()
    await queue.put("message")
    assert await polling.poll(queue, 0) is None
    assert await polling.poll(queue, 5) == "message"
    task = asyncio.create_task(polling.poll(queue, 5))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled(), "the cancellation was swallowed"
    assert polling.log == ["polled", "polled"]


asyncio.run(main())
assert polling.forever(lambda: 1) == 1
assert polling.log[-1] == "called"
