"""A reset that follows call_next moves behind the application, where its token is valid."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, tenant


async def main():
    answer = await call(app, "/whoami", headers={"X-Tenant": "acme"})
    assert (answer.body, answer.headers["vary"], answer.error) == ("acme", "x-tenant", None)
    assert tenant.get() == "public"
    for spec in ("2.3", "2.4"):
        answer = await call(app, "/export", headers={"X-Tenant": "acme"}, spec=spec)
        assert (answer.error, answer.body, answer.whole) == (None, "a;b;", True), answer
        assert (answer.headers["vary"], tenant.get()) == ("x-tenant", "public")
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
