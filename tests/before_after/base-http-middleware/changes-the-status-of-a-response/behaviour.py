"""A status that is assigned is the one that is sent, and read afterwards."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    for path, method, status in (
        ("/documents/3", "GET", 200),
        ("/documents/12", "GET", 404),
        ("/documents/3", "DELETE", 202),
    ):
        answer = await call(app, path, method)
        assert (answer.status, answer.headers["x-status"]) == (status, str(status))
        assert answer.body == ("" if method == "DELETE" else "nothing here")
    assert (await call(app, "/documents/3", "PUT")).headers["x-status"] == "405"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
