"""The handler of the app answered first, and still does."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from app.main import app
from asgi_client import call, same_task


async def main():
    for kind, status, body in (
        ("value", 422, '{"handler":"value"}'),
        ("unicode", 422, '{"handler":"u"}'),
        ("key", 404, '{"missing":"key"}'),
    ):
        answer = await call(app, f"/raise/{kind}")
        assert (answer.status, answer.body, answer.error) == (status, body, None), answer
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
