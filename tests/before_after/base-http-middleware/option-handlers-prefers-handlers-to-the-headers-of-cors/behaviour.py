"""With the option a catch-all becomes a handler also where CORS is outside it."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/broken", headers={"Origin": "https://a.example"})
    assert (answer.status, answer.body) == (500, '{"error":"broken"}'), answer
    answer = await call(app, "/nowhere", headers={"Origin": "https://a.example"})
    assert (answer.status, answer.headers["access-control-allow-origin"]) == (404, "*")
    assert Exception in app.exception_handlers, "there is no handler for it"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
