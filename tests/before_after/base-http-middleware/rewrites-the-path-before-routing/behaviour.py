"""The scope is one dictionary for the middleware and the router, in both directions."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, seen


async def main():
    answer = await call(app, "/2/users/ana")
    assert (answer.status, answer.body) == (200, '{"user":"ana","version":"2"}'), answer
    assert (answer.headers["x-route"], seen) == ("users", {"ana": "users"}), (answer, seen)
    answer = await call(app, "/nothing")
    assert (answer.status, answer.headers["x-route"], seen[None]) == (404, "?", "?")
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
