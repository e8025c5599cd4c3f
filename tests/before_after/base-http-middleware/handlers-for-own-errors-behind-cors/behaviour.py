"""No catch-all, so handlers answer inside CORS; a base class and its subclass each keep their answer."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from shop.main import app


async def main():
    for kind, status, body in (
        ("tea", 200, '{"bought":"tea"}'),
        ("stock", 409, '{"stock":"stock"}'),
        ("shop", 400, '{"shop":"shop","path":"/buy/shop"}'),
        ("worse", 422, '{"shop":"worse","path":"/buy/worse"}'),
        ("pay", 402, '{"payment":"failed"}'),
        ("slow", 402, '{"payment":"failed"}'),
    ):
        answer = await call(app, f"/buy/{kind}", headers={"Origin": "https://a.example"})
        assert (answer.status, answer.body, answer.error) == (status, body, None), answer
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers.get("retry-after") == ("60" if kind == "stock" else None)
    assert (await call(app, "/nowhere")).body == "Not Found"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
