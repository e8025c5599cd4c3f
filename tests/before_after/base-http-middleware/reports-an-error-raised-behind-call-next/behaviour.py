"""Raised inside `send` it would pass the exception handlers on its way, and come out as another error."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call
from main import app
from starlette.responses import PlainTextResponse


async def main():
    answer = await call(app, "/202")
    assert (answer.status, answer.body) == (202, '{"code":202}')
    answer = await call(app, "/418")
    assert (answer.status, answer.body, answer.error) == (403, '{"outer":"no teapots"}', None), answer
    tasks = []

    async def inside(scope, receive, send):
        tasks.append(asyncio.current_task())
        await PlainTextResponse("inside")(scope, receive, send)

    answer = await call(app.user_middleware[0].cls(inside))
    assert answer.body == "inside"
    assert tasks == [asyncio.current_task()], "what is inside still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
