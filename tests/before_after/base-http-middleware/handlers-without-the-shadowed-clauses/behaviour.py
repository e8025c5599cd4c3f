"""A clause behind that of its base class never ran; handlers are looked up by type, so it must not be registered."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    for name, status, body in (
        ("KeyError", 404, '{"lookup":"\'x\'"}'),
        ("IndexError", 404, '{"lookup":"x"}'),
        ("LookupError", 404, '{"lookup":"x"}'),
        ("AppError", 409, '{"app":"x"}'),
        ("Expired", 409, '{"app":"x"}'),
        ("FileNotFoundError", 410, '{"expired":"x"}'),
    ):
        answer = await call(app, f"/raise/{name}")
        assert (answer.status, answer.body, answer.error) == (status, body, None), answer
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
