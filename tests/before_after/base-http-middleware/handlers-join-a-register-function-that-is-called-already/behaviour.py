"""The name of the function is taken by one that does the same."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    assert (await call(app)).body == "[2,1.0]"
    answer = await call(app, "/?by=0")
    assert (answer.status, answer.body, answer.error) == (400, '{"arithmetic":"division by zero"}', None)
    answer = await call(app, "/?by=5")
    assert (answer.status, answer.body, answer.error) == (416, '{"index":"list index out of range"}', None)
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
