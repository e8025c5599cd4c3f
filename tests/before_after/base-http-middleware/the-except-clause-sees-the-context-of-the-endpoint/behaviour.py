"""A variable that a dependency sets is there when the error is logged."""

import asyncio
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call
from main import app, current_user


async def main():
    seen = []
    logging.getLogger("audit").addHandler(handler := logging.Handler())
    logging.getLogger("audit").setLevel("INFO")
    logging.getLogger("audit").propagate = False
    handler.emit = lambda record: seen.append(f"{record.levelname} {record.getMessage()}")
    answer = await call(app, "/divide/5", headers={"X-User": "ana"})
    assert (answer.status, answer.body, len(seen), seen[0]) == (200, "2", 2, "INFO start as nobody")
    current_user.set("nobody")
    answer = await call(app, "/divide/0", headers={"X-User": "ben"})
    assert (answer.status, answer.body, len(seen), seen[2]) == (500, "Internal Server Error", 4, "INFO start as nobody")
    assert isinstance(answer.error, ZeroDivisionError)
    assert seen[1] == "INFO ana got 200", seen
    assert seen[3].startswith("ERROR ben failed with ZeroDivisionError("), seen


asyncio.run(asyncio.wait_for(main(), 10))
