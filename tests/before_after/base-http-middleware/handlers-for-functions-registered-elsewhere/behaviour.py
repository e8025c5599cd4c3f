"""Two functions, registered in two ways by another file."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from svc.main import app


async def main():
    answer = await call(app, "/conflict")
    assert (answer.status, answer.body, answer.error) == (409, '{"conflict":"conflict"}', None)
    answer = await call(app, "/gone")
    assert (answer.status, answer.body, answer.error) == (410, "", None)
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
