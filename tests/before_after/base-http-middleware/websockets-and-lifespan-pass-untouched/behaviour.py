"""Only http requests were ever dispatched; nothing follows call_next, so nothing wraps `send`."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, events


async def websocket(app, path="/ws", texts=()):
    """What the application sends over a websocket, and the error a server would log."""
    scope = {"type": "websocket", "asgi": {"version": "3.0"}, "http_version": "1.1", "scheme": "ws", "path": path,
             "raw_path": path.encode(), "root_path": "", "query_string": b"", "headers": [(b"host", b"test")],
             "client": ("10.0.0.9", 4711), "server": ("test", 80), "subprotocols": []}  # fmt: skip
    left = [{"type": "websocket.connect"}, *({"type": "websocket.receive", "text": text} for text in texts)]
    left.append({"type": "websocket.disconnect", "code": 1000})
    sent, error = [], None

    async def receive():
        return left.pop(0)

    async def send(message):
        sent.append(message.get("text", message["type"]))

    try:
        await app(scope, receive, send)
    except Exception as raised:
        error = raised
    return sent, error


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
    assert await lifespan(app) == ["startup.complete", "shutdown.complete"]
    assert await websocket(app, "/ws", ["a", "b"]) == (["websocket.accept", "A", "B"], None)
    assert events == ["up", "down"], events
    answer = await call(app, "/post", "POST")
    assert (answer.status, answer.body, events[2:]) == (200, '"posted"', ["POST"])
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
