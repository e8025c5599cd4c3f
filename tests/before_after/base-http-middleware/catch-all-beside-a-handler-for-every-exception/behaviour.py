"""Both answer, each for its own errors."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/inner")
    assert (answer.status, answer.body, answer.error) == (502, '{"middleware":"inner"}', None), answer
    answer = await call(app, "/outer")
    assert (answer.status, answer.body, str(answer.error)) == (500, '{"handler":"outer"}', "outer"), answer
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
