"""The 500 goes through all that stands outside: a header, compression."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    answer = await call(app, "/broken")
    assert (answer.status, answer.body, answer.error) == (500, "sorry: LookupError " * 100, None), answer
    assert answer.headers["x-served-by"] == "node 7", answer
    answer = await call(app, "/broken", headers={"Accept-Encoding": "gzip"})
    assert (answer.status, answer.headers["content-encoding"], len(answer.body) < 200) == (500, "gzip", True), answer
    answer = await call(app, "/nowhere")
    assert (answer.status, answer.body, answer.headers["x-served-by"]) == (404, "Not Found", "node 7")
    assert [entry.cls.__name__ for entry in app.user_middleware] == ["ServerHeader", "GZipMiddleware", "CatchAll"]
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
