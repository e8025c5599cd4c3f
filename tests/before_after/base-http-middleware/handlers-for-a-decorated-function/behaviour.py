"""A decorated function that only answers errors; a local taken from the request goes along."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/file/a", headers={"Accept": "text/html"})
    assert (answer.status, answer.body) == (403, "a")
    answer = await call(app, "/file/a")
    assert (answer.status, answer.body) == (403, '{"denied":"a"}')
    answer = await call(app, "/file/slow")
    assert (answer.status, answer.body, answer.error) == (504, '{"timeout":"/file/slow"}', None)
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
