"""One becomes a handler; the other is used as a value, so it stays a class under its name."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, for_all


async def main():
    assert (await call(app, "/number?n=4")).body == "4"
    answer = await call(app, "/number?n=x")
    assert (answer.status, answer.error) == (400, None) and answer.body.startswith('{"input":"invalid literal')

    async def down(request):
        raise ConnectionError

    app.add_route("/down", down)
    wrapped = for_all[0](app)
    assert for_all[0].__name__ == "DbErrorMiddleware"
    answer = await call(wrapped, "/number?n=4")
    assert (answer.status, answer.body) == (200, "4")
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
