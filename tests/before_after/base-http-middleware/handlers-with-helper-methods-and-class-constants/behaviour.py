"""Methods and class constants that several clauses share."""

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
    logging.getLogger("svc").addHandler(handler := logging.Handler())
    logging.getLogger("svc").propagate = False
    handler.emit = lambda record: seen.append(f"{record.levelname} {record.getMessage()}")
    for kind, status, body in (
        ("value", 400, '{"code":"bad_value","url":"/value","message":"ValueError: value"}'),
        ("type", 400, '{"code":"error","url":"/type","message":"TypeError: type"}'),
        ("os", 500, '{"code":"error","url":"/os"}'),
    ):
        answer = await call(app, f"/{kind}")
        assert (answer.status, answer.body) == (status, body), answer
    assert seen == ["CRITICAL OSError: os"], seen
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
