"""Pairs of bytes put behind the headers of a response, and FastAPI's own answer to an HTTPException."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/ok")
    assert answer.headers["x-trace"] == "3, last", answer
    answer = await call(app, "/ok", headers={"X-No": "1"})
    assert (answer.status, answer.body, answer.headers["x-why"]) == (403, '{"detail":"no"}', "asked"), answer
    assert "x-trace" not in answer.headers
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
