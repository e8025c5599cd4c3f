"""CORS goes around it in a function of another file."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from svc.main import app


async def main():
    answer = await call(app, "/broken", headers={"Origin": "https://a.example"})
    assert (answer.status, answer.body) == (500, '{"error":"broken","path":"/broken"}'), answer
    assert (answer.headers.get("access-control-allow-origin"), answer.error) == ("*", None), answer
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
