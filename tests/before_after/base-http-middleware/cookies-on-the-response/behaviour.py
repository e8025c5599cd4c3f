"""Cookies are added to those of the endpoint."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app)
    own, visitor = answer.headers["set-cookie"].split(", ", 1)
    assert own == "own=1; Path=/; SameSite=lax"
    assert visitor.startswith("visitor=") and visitor.endswith("; HttpOnly; Max-Age=3600; Path=/; SameSite=lax")
    answer = await call(app, headers={"Cookie": "visitor=1; legacy=2"})
    own, legacy = answer.headers["set-cookie"].split(", ", 1)
    assert legacy.startswith('legacy=""; ') and "Max-Age=0; Path=/old" in legacy, legacy
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
