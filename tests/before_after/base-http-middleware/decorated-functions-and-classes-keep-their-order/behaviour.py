"""Three middlewares of two kinds, with a foreign one between them."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, trace


async def main():
    answer = await call(app)
    assert (answer.body, answer.headers["x-last"]) == ("1", "outer")
    assert trace == ["outer in", "middle in", "inner in", "endpoint", "inner out", "middle out", "outer out"], trace
    assert app.user_middleware[1].cls.__name__ == "GZipMiddleware" and len(app.user_middleware) == 4
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
