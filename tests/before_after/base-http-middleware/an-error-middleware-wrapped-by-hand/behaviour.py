"""No call of add_middleware names them: one wraps the app by hand, one comes from a loop."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import api, app
from starlette.responses import PlainTextResponse


async def main():
    answer = await call(app, "/value")
    assert (answer.status, answer.body, answer.error) == (400, '{"error":"value"}', None), answer

    async def outside(scope, receive, send):
        raise LookupError

    answer = await call(type(app)(outside), "/")
    assert (answer.status, answer.body, answer.error) == (500, '{"error":"hidden"}', None), answer
    tasks = []

    async def inside(scope, receive, send):
        tasks.append(asyncio.current_task())
        await PlainTextResponse("inside")(scope, receive, send)

    answer = await call(type(app)(inside), "/")
    assert (answer.body, await same_task(api), tasks) == ("inside", True, [asyncio.current_task()])


asyncio.run(asyncio.wait_for(main(), 10))
