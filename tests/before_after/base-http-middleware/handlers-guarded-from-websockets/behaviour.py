"""A middleware saw http only, a handler would see websockets too."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call
from main import app, room


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


async def main():
    answer = await call(app, "/rooms/blue")
    assert (answer.status, answer.body, answer.error) == (410, '{"closed":"blue"}', None), answer
    sent, error = await websocket(app, "/ws", ["hello", "close"])
    assert sent == ["websocket.accept", "hello"], sent
    assert type(error).__name__ == "RoomClosed", repr(error)
    sent, error = await websocket(app, "/refused")
    assert (sent, type(error).__name__) == ([], "RoomClosed"), (sent, error)
    assert room.get() == "blue", "what an endpoint sets is not seen outside"


asyncio.run(asyncio.wait_for(main(), 10))
