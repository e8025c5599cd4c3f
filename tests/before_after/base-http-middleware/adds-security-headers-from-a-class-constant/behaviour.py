"""Headers go onto every answer, over those the endpoint set itself."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/items/7")
    assert (answer.status, answer.body) == (202, '{"item":7}')
    assert answer.headers == {
        "content-length": "10",
        "content-type": "application/json",
        "x-frame-options": "DENY",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
    }
    for path, status in (("/items/0", 404), ("/items/x", 422), ("/nowhere", 404)):
        answer = await call(app, path)
        assert (answer.status, answer.headers["referrer-policy"]) == (status, "no-referrer")
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
