"""Functions given as `dispatch`, in a call and in a list."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app)
    assert (answer.status, answer.body, answer.headers["x-region"], "server" in answer.headers) == (
        200,
        "home",
        "eu",
        False,
    )
    assert len(app.user_middleware) == 2
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
