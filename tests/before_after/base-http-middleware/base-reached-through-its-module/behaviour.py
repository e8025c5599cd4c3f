"""Three ways to write where the base comes from."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app)
    assert (answer.body, answer.headers["x-one"], answer.headers["x-two"], answer.headers["x-three"]) == (
        "7",
        "/",
        "2",
        "3",
    )
    assert [entry.cls.__name__ for entry in app.user_middleware] == ["Three", "Two", "One"]
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
