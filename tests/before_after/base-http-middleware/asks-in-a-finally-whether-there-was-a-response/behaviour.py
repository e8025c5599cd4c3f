"""The status that a `finally` logs, with and without a response, and with one that a clause made."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    from main import seen

    for path, status, expected in (
        ("/ok", 200, [200, ("audit", 200)]),
        ("/missing", 404, ["bad", 404, ("audit", 404)]),
        ("/key", 404, ["bad", 404, ("audit", 404)]),
        ("/boom", 500, [True, "none", 500, ("audit", 500)]),
    ):
        seen.clear()
        answer = await call(app, path)
        assert (answer.status, seen) == (status, expected), (path, answer, seen)
        assert answer.headers.get("x-seen") == ("yes" if path in ("/ok", "/missing") else None)
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
