"""The `self` of the closure is the server, not the middleware."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from server import Server


async def main():
    server = Server("edge")
    app = server.app
    for number in (1, 2):
        answer = await call(app, "/count")
        assert (answer.body, answer.headers["x-trace"][:5], len(answer.headers["x-trace"])) == (
            str(number),
            "edge-",
            13,
        )
    assert server.requests == 2
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
