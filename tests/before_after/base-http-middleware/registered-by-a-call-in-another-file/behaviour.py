"""A function whose registration stands in another file."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from app.main import app
from asgi_client import call, same_task


async def main():
    answer = await call(app, "/api/price")
    assert (answer.body, answer.headers.get("cache-control")) == ("12", "no-store")
    assert "cache-control" not in (await call(app, "/page")).headers
    assert len(app.user_middleware) == 1
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
