"""An error is logged once, with its traceback, and goes on to the server."""

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
    handler = logging.Handler()
    handler.emit = lambda record: seen.append((record.levelname, record.getMessage(), record.exc_info[0]))
    logging.getLogger("errors").addHandler(handler)
    logging.getLogger("errors").propagate = False
    assert (await call(app, "/divide?by=1")).body == "1.0"
    answer = await call(app, "/divide?by=0")
    assert (answer.status, answer.body) == (500, "Internal Server Error")
    assert isinstance(answer.error, ZeroDivisionError)
    assert seen == [("ERROR", "unhandled ZeroDivisionError on /divide", ZeroDivisionError)]
    assert (await call(app, "/divide?by=x")).status == 422 and len(seen) == 1
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
