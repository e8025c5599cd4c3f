"""A browser reads the 500 only with its CORS headers."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    logging.getLogger("errors").addHandler(handler := logging.Handler())
    logging.getLogger("errors").propagate = False
    seen = []
    handler.emit = lambda record: seen.append((record.getMessage(), record.exc_info[0]))
    for kind, status, body in (("value", 400, '{"error":"value"}'), ("os", 500, '{"error":"internal"}')):
        answer = await call(app, f"/{kind}", headers={"Origin": "https://site.example"})
        assert (answer.status, answer.body) == (status, body), answer
        assert answer.headers.get("access-control-allow-origin") == "https://site.example", answer
        assert answer.error is None, answer
    assert seen == [("on /os", OSError)], seen
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
