"""A decorated function further down is outside it, and its header belongs on the 500."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/broken", headers={"X-Request-ID": "7"})
    assert (answer.status, answer.body, answer.error) == (500, '{"error":"broken"}', None), answer
    assert answer.headers.get("x-request-id") == "7", answer
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
