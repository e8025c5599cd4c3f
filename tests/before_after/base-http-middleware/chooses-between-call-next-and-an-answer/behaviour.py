"""Conditional expressions between the endpoint and an answer of the middleware's own."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    from main import Maintenance

    key = {"X-API-Key": "secret"}
    for path, method, headers, closed, status, body in (
        ("/items", "GET", key, False, 200, "[]"),
        ("/items", "GET", None, False, 401, '{"detail":"no key"}'),
        ("/health", "GET", None, False, 200, '"fine"'),
        ("/items", "OPTIONS", None, False, 204, ""),
        ("/items", "OPTIONS", {"Origin": "x"}, False, 405, '{"detail":"Method Not Allowed"}'),
        ("/items", "GET", key, True, 503, '{"detail":"closed"}'),
        ("/health", "GET", None, True, 200, '"fine"'),
    ):
        Maintenance.enabled = closed
        answer = await call(app, path, method, headers)
        assert (answer.status, answer.body) == (status, body), (path, answer)
        assert answer.headers["x-open"] == str(not closed)
    Maintenance.enabled = False
    assert await same_task(app, headers=key), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
