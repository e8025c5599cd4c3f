"""What a middleware raises itself reaches no handler, before and after."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/key")
    assert (answer.status, answer.body, type(answer.error).__name__) == (500, "Internal Server Error", "HTTPException")
    answer = await call(app, "/key", headers={"X-API-Key": "old"})
    assert (answer.status, answer.body) == (410, '{"handled":"expired"}')
    answer = await call(app, "/key", headers={"X-API-Key": "new"})
    assert (answer.status, answer.body) == (200, '"new"')
    assert await same_task(app, headers={"X-API-Key": "new"}), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
