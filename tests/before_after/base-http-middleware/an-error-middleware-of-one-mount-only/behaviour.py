"""A handler would answer for the whole application."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call
from main import app, current


async def main():
    for path in ("/api/x", "/page/x"):
        answer = await call(app, path)
        assert (answer.status, answer.body[:12], answer.error) == (400, "api: invalid", None), answer
    answer = await call(app, "/plain/x")
    assert (answer.status, answer.body, type(answer.error)) == (500, "Internal Server Error", ValueError), answer
    for path in ("/api/7", "/page/8"):
        assert (await call(app, path)).body == path[-1]
        assert current.get() == path[-1], "what an endpoint sets is not seen outside"


asyncio.run(asyncio.wait_for(main(), 10))
