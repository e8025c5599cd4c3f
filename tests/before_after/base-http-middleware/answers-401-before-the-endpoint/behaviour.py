"""A guard that answers itself never reaches the endpoint, and says why."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from api.main import app, calls
from asgi_client import call, same_task


async def main():
    answer = await call(app, "/me")
    assert (answer.status, answer.body) == (401, '{"detail":"Not authenticated"}')
    assert (answer.headers["www-authenticate"], answer.whole) == ("Bearer", True)
    answer = await call(app, "/me", headers={"Authorization": "Bearer wrong"})
    assert (answer.status, answer.body, calls) == (403, '{"detail":"Invalid token"}', [])
    answer = await call(app, "/me", headers={"Authorization": "bearer s3cret"})
    assert (answer.status, answer.body, calls) == (200, '{"user":"ana"}', ["ana"])
    assert (await call(app, "/health")).body == '{"status":"ok"}'
    assert (await call(app, "/docs")).status == 401
    assert (await call(app, "/me", "OPTIONS")).status == 405
    assert await same_task(app, headers={"Authorization": "Bearer s3cret"}), (
        "an endpoint still runs in a task of its own"
    )


asyncio.run(asyncio.wait_for(main(), 10))
