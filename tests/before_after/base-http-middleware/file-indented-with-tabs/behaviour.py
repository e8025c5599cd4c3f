"""New lines are indented with tabs too."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    for language, status, body in (("de-AT", 200, "hallo"), ("en", 200, "hello"), ("fr", 406, "not acceptable")):
        answer = await call(app, headers={"Accept-Language": language})
        assert (answer.status, answer.body) == (status, body)
        assert answer.headers.get("content-language") == (language[:2] if status == 200 else None)
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
