"""A handler for Exception gets a request without a body; and a body that the endpoint has read must not make the clause wait."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    seen = []
    logging.getLogger("bodies").addHandler(handler := logging.Handler())
    logging.getLogger("bodies").propagate = False
    handler.emit = lambda record: seen.append(record.getMessage())
    answer = await call(app, "/unread", "POST", body=b"hello")
    assert (answer.status, answer.body, answer.error) == (500, '{"error":"unread"}', None), answer
    assert seen == ["RuntimeError('unread') with b'hello'"], seen
    answer = await asyncio.wait_for(call(app, "/read", "POST", body=b"hello"), 2)
    assert answer.status == 500, answer
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
