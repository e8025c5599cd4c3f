"""The clause answers while nothing is sent; a body that breaks half-way is not hidden, and not answered again."""

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
    logging.getLogger("app").addHandler(handler := logging.Handler())
    handler.emit = lambda record: seen.append(record.getMessage()[:12])
    logging.getLogger("app").propagate = False
    answer = await call(app, "/fine")
    assert (answer.status, answer.body, "x-elapsed" in answer.headers) == (200, '"fine"', True)
    answer = await call(app, "/denied")
    assert (answer.status, answer.body, "x-elapsed" in answer.headers) == (403, '{"error":"not yours"}', False)
    answer = await call(app, "/broken")
    assert (answer.status, answer.body, answer.error) == (500, '{"error":"internal"}', None)
    assert ("x-elapsed" in answer.headers, seen) == (True, ["failed after"])
    for spec in ("2.3", "2.4"):
        answer = await call(app, "/stream", spec=spec)
        [error] = getattr(answer.error, "exceptions", [answer.error])  # in a group with older versions of Starlette
        assert (answer.status, answer.body, str(error)) == (200, "first;", "half-way"), answer
        assert seen == ["failed after"], "the clause never saw errors of the body"
        assert not answer.whole, "a broken body ends like a whole one"
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
