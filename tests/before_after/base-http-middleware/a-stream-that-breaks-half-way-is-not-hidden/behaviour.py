"""A client must see that an export is cut off."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    for spec in ("2.3", "2.4"):
        answer = await call(app, "/export", spec=spec)
        assert (answer.status, answer.body, answer.whole, answer.error) == (200, "0\n1\n2\n", True, None)
        assert answer.headers == {"content-type": "text/csv; charset=utf-8", "x-content-type-options": "nosniff"}
        answer = await call(app, "/export?fail_at=2", spec=spec)
        assert (answer.status, answer.body) == (200, "0\n1\n")
        [error] = getattr(answer.error, "exceptions", [answer.error])  # in a group with older versions of Starlette
        assert isinstance(error, LookupError)
        assert not answer.whole, "the cut-off body ends like a whole one"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
