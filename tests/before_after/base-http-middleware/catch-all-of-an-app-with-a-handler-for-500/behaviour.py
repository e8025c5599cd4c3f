"""A handler for 500 is there already; and with debug=True a handler would not be called at all."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, debug


async def main():
    answer = await call(app, "/broken")
    assert (answer.status, answer.body, answer.error) == (500, '{"middleware":"broken"}', None), answer
    answer = await call(debug, "/broken", headers={"Accept": "text/html"})
    assert (answer.status, answer.body, answer.error) == (500, '{"debug":"broken"}', None), answer
    assert app.exception_handlers[500].__name__ == "on_500"
    assert await same_task(debug), "an endpoint still runs in a task of its own"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
