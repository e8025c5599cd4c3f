"""A loop that is left with the response: no second way to call_next."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    good = {"Authorization": "Bearer good"}
    for path, headers, status, body in (
        ("/items", good, 200, "[]"),
        ("/items", None, 401, '{"detail":"no token"}'),
        ("/items", {"Authorization": "Bearer bad"}, 401, '{"detail":"no token"}'),
        ("/denied", good, 401, '{"detail":"by the endpoint"}'),
        ("/health", None, 200, '"fine"'),
    ):
        answer = await call(app, path, headers=headers)
        assert (answer.status, answer.body) == (status, body), (path, answer)
        assert answer.headers["x-complete"] == "yes"
    assert await same_task(app, headers=good), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
