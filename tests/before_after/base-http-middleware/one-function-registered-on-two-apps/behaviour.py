"""All places that register it follow; the response has its name from a walrus."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from apps.admin import app as admin
from apps.public import app as public
from asgi_client import call, same_task


async def main():
    seen = []
    logging.getLogger("common").addHandler(handler := logging.Handler())
    logging.getLogger("common").propagate = False
    handler.emit = lambda record: seen.append(record.getMessage())
    for app in (admin, public):
        assert (await call(app, "/nowhere")).status == 404
        assert len(app.user_middleware) == 1
        assert await same_task(app), "an endpoint still runs in a task of its own"
    assert seen == ["404 /nowhere", "404 /nowhere"], seen


asyncio.run(asyncio.wait_for(main(), 10))
