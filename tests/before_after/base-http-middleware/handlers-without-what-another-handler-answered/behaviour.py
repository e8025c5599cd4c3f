"""A handler for a base class answered first: FastAPI's for HTTPException, the app's for its own."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    for kind, status, body in (
        ("api", 418, '{"detail":"teapot"}'),
        ("missing", 400, '{"domain":"missing"}'),
        ("busy", 503, '{"busy":"busy"}'),
    ):
        answer = await call(app, f"/{kind}")
        assert (answer.status, answer.body, answer.error) == (status, body, None), answer
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
