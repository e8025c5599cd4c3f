"""Both answers pass through what follows."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    for left in ("1", "0"):
        answer = await call(app)
        assert (answer.status, answer.body, answer.headers["x-quota-left"]) == (200, '"fine"', left)
    answer = await call(app)
    assert (answer.status, answer.body, answer.headers["x-quota-left"]) == (429, '{"quota":"used up"}', "0")
    app.middleware_stack = None
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
