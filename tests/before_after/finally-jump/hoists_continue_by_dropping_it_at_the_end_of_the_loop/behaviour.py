"""Errors are handled as before; an import can be cancelled."""

import asyncio
import sys
import warnings

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
with warnings.catch_warnings():
    # Python 3.14 warns of the very jump that `before` is about.
    warnings.simplefilter("ignore", SyntaxWarning)
    import importing


async def store(row):
    if row == "slow":
        await asyncio.sleep(60)
    if row == "bad":
        raise ValueError("bad row")


async def main():
    await importing.import_all(["a", "bad", "b"], store)
    assert importing.log == ["bad: bad row"], importing.log
    task = asyncio.create_task(importing.import_all(["slow", "bad"], store))
    await asyncio.sleep(0.01)
    task.cancel()
    await asyncio.wait([task])
    assert task.cancelled(), "the cancellation was swallowed"


asyncio.run(main())
importing.log.clear()
assert importing.count_all(["1", "x", "2"]) == 3
assert importing.log == ["counted", "not a number: x", "counted", "counted"]
importing.log.clear()
importing.names([{"name": "n"}, {}, {"x": 1}])
assert importing.log == ["n", "no row", "no name"]
