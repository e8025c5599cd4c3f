"""The function adds it; its caller puts CORS around it, sometimes."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from svc.main import create_app


async def main():
    app = create_app()
    answer = await call(app, "/broken", headers={"Origin": "https://a.example"})
    assert (answer.status, answer.body) == (500, '{"error":"broken","path":"/broken"}'), answer
    assert (answer.headers.get("access-control-allow-origin"), answer.error) == ("*", None), answer
    assert await same_task(app), "an endpoint still runs in a task of its own"
    answer = await call(create_app(cors=False), "/broken")
    assert (answer.status, answer.body, answer.error) == (500, '{"error":"broken","path":"/broken"}', None), answer


asyncio.run(asyncio.wait_for(main(), 10))
