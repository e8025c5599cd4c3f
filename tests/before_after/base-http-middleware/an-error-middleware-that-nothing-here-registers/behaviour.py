"""A library's middleware keeps its name and constructor."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from starlette.applications import Starlette
from toolkit import ErrorMiddleware


async def main():
    async def broken(request):
        raise ValueError("x")

    app = Starlette()
    app.add_middleware(ErrorMiddleware, status=503)
    app.add_route("/broken", broken)
    answer = await call(app, "/broken")
    assert (answer.status, answer.body, answer.error) == (503, '{"error":"ValueError(\'x\')"}', None), answer
    answer = await call(ErrorMiddleware(Starlette()), "/nowhere")
    assert (answer.status, answer.body) == (404, "Not Found")
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
