"""A handler that raises would be called twice, and log twice."""

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
    logging.getLogger("retry").addHandler(handler := logging.Handler())
    logging.getLogger("retry").propagate = False
    handler.emit = lambda record: seen.append(f"{record.levelname} {record.getMessage()}")
    answer = await call(app, "/503")
    assert (answer.status, answer.body, answer.error) == (502, '{"upstream":503}', None), answer
    answer = await call(app, "/404")
    assert (answer.status, answer.body, str(answer.error)) == (500, "Internal Server Error", "upstream said 404"), (
        answer
    )
    answer = await call(app, "/0")
    assert (answer.status, type(answer.error)) == (500, ValueError), answer
    assert seen == ["WARNING upstream said 503", "WARNING upstream said 404", "ERROR value"], seen
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
