"""The dispatch has names of its own for scope, receive, send, headers and message."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, sent


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
    answer = await call(app, headers={"X-Scope": "write"})
    assert (answer.status, answer.body, sent) == (200, '"write"', ["GET with write"]), (answer, sent)
    assert (answer.headers["x-scope"], answer.headers["x-message"]) == ("write", "GET with write")
    answer = await call(app, "/?receive=4", headers={"X-Scope": "none"})
    assert (answer.status, answer.headers["x-scope"], len(sent)) == (403, "none", 1)
    assert answer.body == '{"message":"GET with none","receive":"4"}'
    assert await lifespan(app) == ["startup.complete", "shutdown.complete"]
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
