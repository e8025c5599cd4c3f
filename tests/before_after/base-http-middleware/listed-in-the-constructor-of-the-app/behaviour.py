"""The list of the application, with CORS before them, needs no edit."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, headers={"Origin": "https://site.example"})
    assert (answer.body, answer.headers["x-locale"]) == ('"en"', "en")
    assert answer.headers["access-control-allow-origin"] == "https://site.example"
    answer = await call(app, "/nowhere", headers={"Origin": "https://site.example", "Accept-Language": "ko"})
    assert (answer.status, answer.headers["x-locale"]) == (404, "ko")
    assert "access-control-allow-origin" in answer.headers
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
