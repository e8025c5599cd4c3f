"""Mounted applications answer through the middleware, also one that gives no `headers`."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/bare/x")
    assert (answer.status, answer.headers, answer.error) == (204, {"server-timing": "app"}, None), answer
    answer = await call(app, "/sub/items")
    assert (answer.status, answer.body, answer.headers["server-timing"]) == (200, "[]", "app")
    answer = await call(app, "/sub/items?fail=1")
    assert (answer.status, answer.body, answer.headers["server-timing"]) == (500, "Internal Server Error", "app")
    assert isinstance(answer.error, KeyError)
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
