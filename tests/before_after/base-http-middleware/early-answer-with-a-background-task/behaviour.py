"""Background tasks of either response run once, after it."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, audit


async def main():
    answer = await call(app, "/work", headers={"X-Blocked": "1"})
    assert (answer.status, answer.body, audit) == (451, '{"blocked":true}', [("blocked", "/work")])
    audit.clear()
    answer = await call(app, "/work")
    assert (answer.status, answer.body, answer.whole) == (200, '{"ok":true}', True)
    assert audit == [("answered", "/work"), ("task", "1"), ("task", "2")], audit
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
