"""The endpoint reads the body again, and then waits for the client, not for nothing."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, polls


async def main():
    seen = []
    logging.getLogger("bodies").addHandler(handler := logging.Handler())
    logging.getLogger("bodies").setLevel("INFO")
    handler.emit = lambda record: seen.append(record.getMessage())
    answer = await call(app, "/echo", "POST", body=b'{"b": 1, "a": [2]}')
    assert (answer.status, answer.body, polls) == (200, '{"b":1,"a":[2]}', [False]), answer
    answer = await call(app, "/echo", "POST", body=b"{")
    assert (answer.status, answer.body) == (400, '{"error":"not json"}'), answer
    assert seen == ["POST with ['a', 'b']"], seen
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
