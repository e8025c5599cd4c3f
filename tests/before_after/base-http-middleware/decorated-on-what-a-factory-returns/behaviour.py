"""The app comes from a function, or is of a subclass."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import first, second, third


async def main():
    for app, name in ((first, "one"), (second, "two"), (third, "three")):
        answer = await call(app, "/nowhere")
        assert (answer.status, answer.body, answer.headers["x-app"]) == (404, '{"detail":"Not Found"}', name)
        assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
