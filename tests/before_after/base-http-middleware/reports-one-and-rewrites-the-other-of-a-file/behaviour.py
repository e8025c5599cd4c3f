"""The import of the base stays for the class that is only reported."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call
from main import app
from starlette.responses import PlainTextResponse


async def main():
    answer = await call(app)
    assert (answer.status, answer.body) == (200, '"root"')
    assert (answer.headers["x-length"], answer.headers["x-name"]) == ("6", "svc")
    tasks = []

    async def inside(scope, receive, send):
        tasks.append(asyncio.current_task())
        await PlainTextResponse("inside")(scope, receive, send)

    outer = app.user_middleware[0].cls(inside)
    answer = await call(outer)
    assert (answer.body, answer.headers["x-name"]) == ("inside", "svc")
    assert tasks == [asyncio.current_task()], "what is inside still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
