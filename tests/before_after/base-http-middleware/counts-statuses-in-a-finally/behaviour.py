"""A name assigned from the response and read in the finally keeps its value, also when nothing was answered."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, metrics


async def main():
    assert (await call(app, "/fine")).status == 203
    answer = await call(app, "/broken")
    assert (answer.status, str(answer.error)) == (500, "broken")
    await call(app, "/nowhere")
    assert metrics == [("/fine", 203, 0, True), ("/broken", 500, 0, True), ("/nowhere", 404, 0, True)], metrics
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
