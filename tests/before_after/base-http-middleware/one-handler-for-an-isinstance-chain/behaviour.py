"""The types of the chain are answered without the error reaching the server."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    seen = []
    logging.getLogger("chain").addHandler(handler := logging.Handler())
    logging.getLogger("chain").propagate = False
    handler.emit = lambda record: seen.append(record.getMessage())
    for kind, status, body in (
        ("no", 403, '{"error":"not allowed"}'),
        ("value", 400, '{"error":"e"}'),
        ("index", 400, '{"error":"e"}'),
        ("os", 500, '{"error":"unexpected"}'),
    ):
        answer = await call(app, f"/{kind}")
        assert (answer.status, answer.body) == (status, body), answer
        assert status == 500 or answer.error is None, answer
    assert seen == ["unexpected on /os: OSError('e')"], seen
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
