"""What a context manager opens is open while the endpoint runs, sees its error, and is closed at the end."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, events


async def main():
    answer = await call(app, "/use")
    assert (answer.body, answer.headers["x-connection"]) == ("used", "connection 1")
    assert events == ["acquire", "begin /use", "use connection 1", "end /use", "release"], events
    events.clear()
    answer = await call(app, "/use?fail=1")
    assert (answer.status, events) == (500, ["acquire", "begin /use", "use connection 1", "rollback no", "release"]), (
        events
    )
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
