"""An id and a clock read before the endpoint cannot be made again in a handler."""

import asyncio
import json
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    assert len(json.loads((await call(app, "/id")).body)) == 32
    answer = await call(app, "/value")
    content = json.loads(answer.body)
    assert (answer.status, content["id"], answer.error) == (400, content["error"], None), answer
    answer = await call(app, "/key")
    content = json.loads(answer.body)
    assert (answer.status, len(content["id"]), content["quick"], answer.error) == (500, 32, True, None), answer
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
