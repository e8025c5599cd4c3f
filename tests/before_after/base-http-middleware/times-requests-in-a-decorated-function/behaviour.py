"""The example of FastAPI's own documentation."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app)
    assert (answer.status, answer.body, answer.whole) == (200, '{"hello":"world"}', True)
    assert 0 < float(answer.headers["x-process-time"]) < 5
    assert "x-process-time" in (await call(app, "/nowhere")).headers
    assert len(app.user_middleware) == 1
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
