"""Whatever is returned early, the response is sent."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, passed


async def main():
    for path, method, status, cache in (
        ("/own", "GET", 200, "private"),
        ("/page", "GET", 200, "public, max-age=60"),
        ("/page", "POST", 200, "no-store"),
        ("/page", "PUT", 405, None),
        ("/nowhere", "GET", 404, None),
    ):
        answer = await call(app, path, method)
        assert (answer.status, answer.headers.get("cache-control"), answer.whole) == (status, cache, True), answer
        assert status >= 400 or answer.body == f'"{path[1:]}"'
    assert passed == ["/own"], passed
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
