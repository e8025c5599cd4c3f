"""At run time there is no Request in one file, and another Request in the other."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/example", headers={"Accept-Language": "de"})
    assert (answer.status, answer.body) == (200, '{"locale":"de","title":"example"}'), answer
    assert answer.headers["content-language"] == "de"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
