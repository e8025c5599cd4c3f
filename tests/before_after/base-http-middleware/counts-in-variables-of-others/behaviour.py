"""A counter of the module and one of a factory, both increased behind call_next."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    import main

    for path, counted, status in (("/ok", "0/1", 200), ("/no", "1/2", 404), ("/ok", "1/3", 200)):
        answer = await call(app, path)
        assert (answer.status, answer.headers["x-count"]) == (status, counted), answer
        assert main.last == app.state.status == status
    assert main.errors == 1
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
