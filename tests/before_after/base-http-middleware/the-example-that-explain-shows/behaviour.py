"""The log says who asked, and a failing stream shows its cause and nothing else."""

import asyncio
import logging
import sys
import traceback

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

sys.path.insert(0, sys.argv[1])
import log

lines = []
handler = logging.Handler()
handler.emit = lambda record: lines.append(record.getMessage())
log.logger.addHandler(handler)
log.logger.setLevel(logging.INFO)


async def hello(request):
    log.current_user.set("ann")
    return PlainTextResponse("hello")


async def fails(request):
    raise LookupError("no such thing")


app = Starlette(
    routes=[Route("/", hello), Route("/fails", fails)], middleware=[Middleware(log.RequestLog)]
)


async def call(path):
    scope = {"type": "http", "method": "GET", "path": path, "raw_path": path.encode(), "query_string": b"",
             "headers": [], "http_version": "1.1", "scheme": "http", "client": None, "server": None,
             "asgi": {"version": "3.0"}, "root_path": ""}  # fmt: skip

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        pass

    try:
        await app(scope, receive, send)
    except LookupError:
        return traceback.format_exc()
    return ""


async def main():
    await call("/")
    shown = await call("/fails")
    print(shown, file=sys.stderr)
    assert "EndOfStream" not in shown
    assert lines == ["ann: 200"], lines


asyncio.run(asyncio.wait_for(main(), 10))
