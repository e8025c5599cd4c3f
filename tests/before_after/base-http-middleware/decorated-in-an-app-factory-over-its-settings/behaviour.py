"""A closure over the settings of its factory; each app has its own."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import Settings, create_app


async def main():
    settings = Settings(name="a")
    app, other = create_app(settings), create_app()
    answer = await call(app, "/work")
    assert (answer.body, answer.headers["x-service"]) == ('"done"', "a")
    settings.maintenance = True
    answer = await call(app, "/work")
    assert (answer.status, answer.body, "x-service" in answer.headers) == (503, '{"detail":"back soon"}', False)
    assert (await call(app, "/health")).body == "true"
    assert (await call(other, "/work")).headers["x-service"] == "svc"
    settings.maintenance = False
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
