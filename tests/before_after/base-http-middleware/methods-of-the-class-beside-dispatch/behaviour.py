"""Helper methods, properties and the constructor stay; a rejection comes from a helper."""

import asyncio
import hashlib
import hmac
import logging
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    logging.getLogger("main").addHandler(logging.NullHandler())
    logging.getLogger("main").propagate = False

    def sign(text):
        return hmac.new(b"k3y", text.encode(), hashlib.sha256).hexdigest()

    answer = await call(app, "/stock")
    assert (answer.status, answer.body) == (401, '{"rejected":"unsigned"}')
    answer = await call(app, "/stock", headers={"X-Partner-Signature": "0"})
    assert (answer.status, answer.body) == (401, '{"rejected":"bad signature"}')
    answer = await call(app, "/stock", headers={"X-Partner-Signature": sign("/stock")})
    assert (answer.status, answer.body, answer.headers["x-partner-signature"]) == (200, "[1,2]", sign("200"))
    assert await same_task(app, headers={"X-Partner-Signature": sign("/probe")}), (
        "an endpoint still runs in a task of its own"
    )


asyncio.run(asyncio.wait_for(main(), 10))
