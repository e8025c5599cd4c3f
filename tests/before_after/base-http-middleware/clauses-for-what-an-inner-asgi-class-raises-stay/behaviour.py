"""A pure ASGI class inside raises what only a middleware outside can answer."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    assert (await call(app, "/a")).status == 404
    task = await same_task(app)
    answer = await call(app, "/b")
    assert (answer.status, answer.body, answer.error) == (429, "too many: /b", None), answer
    assert task, "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
