"""The variable is set for the whole request and reset in the context that set it, streams included."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from app.context import request_id
from app.main import app
from asgi_client import call, same_task


async def main():
    answer = await call(app, "/id", headers={"X-Request-ID": "r1"})
    assert (answer.body, answer.headers["x-request-id"]) == ('{"variable":"r1","state":"r1"}', "r1")
    assert len((await call(app, "/id")).headers["x-request-id"]) == 32
    for spec in ("2.3", "2.4"):
        answer = await call(app, "/stream", headers={"X-Request-ID": "r2"}, spec=spec)
        assert (answer.error, answer.body, answer.whole) == (None, "0:r2 1:r2 2:r2 ", True), answer
        assert answer.headers["x-request-id"] == "r2"
    answer = await call(app, "/broken", headers={"X-Request-ID": "r3"})
    assert (answer.status, str(answer.error), "x-request-id" in answer.headers) == (500, "r3", False)
    assert request_id.get() == "-"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
