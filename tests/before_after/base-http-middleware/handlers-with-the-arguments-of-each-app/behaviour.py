"""Two apps, one class, different constructor arguments."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from apps import admin, public
from asgi_client import call, same_task


async def main():
    seen = []
    logging.getLogger("errors").addHandler(handler := logging.Handler())
    logging.getLogger("errors").propagate = False
    handler.emit = lambda record: seen.append((record.name, record.exc_info[0]))
    for app, service, broken in (
        (public, "public", '{"service":"public"}'),
        (admin, "admin", '{"service":"admin","trace":"KeyError: \'key\'"}'),
    ):
        answer = await call(app, "/value")
        assert (answer.status, answer.body) == (400, f'{{"service":"{service}","error":"value"}}'), answer
        answer = await call(app, "/key")
        assert (answer.status, answer.body) == (500, broken), answer
        assert seen.pop() == (f"errors.{service}", KeyError) and not seen
    for app in (public, admin):
        app.router.routes.clear()
        assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
