"""`is_disconnected` tells the truth again."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call
from main import app, polls


async def main():
    answer = await call(app, "/poll?tag=b")
    assert (answer.body, answer.headers["x-tag"], polls) == ('"nothing new"', "b", ["b stayed"])
    sent = []
    incoming = [{"type": "http.request", "body": b"", "more_body": False}]

    async def receive():
        return incoming.pop() if incoming else {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    scope = {"type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "GET", "scheme": "http",
             "path": "/poll", "root_path": "", "query_string": b"tag=a", "headers": [], "client": None, "server": None}  # fmt: skip
    await app(scope, receive, send)
    assert polls[1:] == ["a left"], polls


asyncio.run(asyncio.wait_for(main(), 10))
