"""A function of that name is there and means something else; the list holds nothing else."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, options


async def main():
    answer = await call(app, "/slow")
    assert (answer.status, answer.body, answer.error) == (504, '{"error":"timeout"}', None), answer
    assert options == {"errors": True}
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
