"""A limit with state on the object: the third request of the window is refused."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    for remaining in ("1", "0"):
        answer = await call(app)
        assert (answer.status, answer.body, answer.headers["x-ratelimit-remaining"]) == (200, '"fine"', remaining)
        assert answer.headers["x-ratelimit-limit"] == "2"
    answer = await call(app)
    assert (answer.status, answer.body) == (429, '{"error":"too many requests"}')
    assert answer.headers["retry-after"] == "30" and "x-ratelimit-limit" not in answer.headers
    app.user_middleware[0].kwargs["limit"] = 9
    app.middleware_stack = None
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
