"""Set, read, delete, append, update, vary and count."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/long")
    assert answer.headers == {
        "content-length": "25",
        "content-type": "application/json",
        "link": "</a>; rel=next, </style.css>; rel=preload",
        "cache-control": "max-age=60",
        "x-one": "1",
        "x-two": "2",
        "vary": "Accept-Encoding",
        "x-kind": "long json",
        "x-names": "9",
    }, answer.headers
    answer = await call(app, "/short")
    assert (answer.headers["cache-control"], answer.headers["x-names"], "x-kind" in answer.headers) == (
        "no-store",
        "7",
        False,
    )
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
