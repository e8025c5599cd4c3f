"""Early answers in branches and in a try that does not hold call_next."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    assert (await call(app, "/upload", "POST")).status == 411
    for length, status, body in (("x", 400, "bad length"), ("2000000", 413, "at most 1048576 bytes"), ("5", 200, "5")):
        answer = await call(app, "/upload", "POST", {"Content-Length": length}, b"hello")
        assert (answer.status, answer.body, answer.whole) == (status, body, True)
    assert (await call(app, "/upload", headers={"Content-Length": "2000000"})).status == 200
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
