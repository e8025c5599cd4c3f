"""The base comes through two files of the project, whose own names stay."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
import web
import web.http
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/none")
    assert (answer.status, answer.body, answer.headers["x-version"]) == (404, "Not Found", "4.2")
    assert web.BaseHTTPMiddleware is web.http.BaseHTTPMiddleware
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
