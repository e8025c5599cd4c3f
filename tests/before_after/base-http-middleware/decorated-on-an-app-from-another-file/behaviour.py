"""The app has another name and comes from another file."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from service.routes import application


async def main():
    app = application.application
    answer = await call(app, "/bill")
    assert (answer.body, answer.headers["x-service"]) == ("100", "billing")
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
