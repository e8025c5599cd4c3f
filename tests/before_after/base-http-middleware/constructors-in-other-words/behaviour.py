"""The app has another name, comes last, or with a dispatch."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import Second, app


async def main():
    answer = await call(app, "/nowhere")
    assert (answer.status, answer.headers["x-first"], answer.headers["x-second"]) == (404, "ONE", "a,b"), answer
    assert answer.headers["x-third"] == "ExceptionMiddleware"
    assert len(Second.registry) == 1 and type(Second.registry[0].app).__name__ == "Third"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
