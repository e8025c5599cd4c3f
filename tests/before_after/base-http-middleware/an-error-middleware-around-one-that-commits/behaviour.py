"""What a conflict left unfinished is not committed by a middleware that would see a response instead of the error."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    from main import done, other

    for one, path, status, expected in (
        (app, "/ok", 200, ["commit"]),
        (app, "/conflict", 409, []),
        (other, "/ok", 200, ["commit"]),
        (other, "/conflict", 409, ["rollback"]),
    ):
        done.clear()
        answer = await call(one, path)
        assert (answer.status, done) == (status, expected), (path, answer, done)
    assert await same_task(app), "an endpoint still runs in a task of its own"
    assert await same_task(other), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
