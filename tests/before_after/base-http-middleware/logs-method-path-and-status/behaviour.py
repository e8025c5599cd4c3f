"""What is logged, and before what is sent, stays as it was."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from shop.main import app


async def lifespan(app):
    """The answers to start-up and shut-down."""
    left, sent = [{"type": "lifespan.shutdown"}, {"type": "lifespan.startup"}], []

    async def receive():
        return left.pop()

    async def send(message):
        sent.append(message["type"].removeprefix("lifespan."))

    await app({"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}, receive, send)
    return sent


async def main():
    seen = []
    logger = logging.getLogger("shop.access")
    logger.setLevel(logging.DEBUG)
    handler = logging.Handler()
    handler.emit = lambda record: seen.append(f"{record.levelname} {record.getMessage()}")
    logger.addHandler(handler)
    assert await lifespan(app) == ["startup.complete", "shutdown.complete"] and app.state.ready is False
    answer = await call(app, "/orders/5", "PUT")
    assert (answer.status, answer.body) == (201, '{"id":"5"}')
    assert seen == ["DEBUG begin PUT /orders/5", "INFO PUT /orders/5 -> 201"]
    await call(app, "/orders/5")
    assert seen[-1] == "WARNING GET /orders/5 -> 405"
    answer = await call(app, "/broken")
    assert (answer.status, seen[-1]) == (500, "DEBUG begin GET /broken")
    assert isinstance(answer.error, LookupError)
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
