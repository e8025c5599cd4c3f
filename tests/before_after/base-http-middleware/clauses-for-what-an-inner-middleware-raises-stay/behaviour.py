"""Exception handlers stand further in than the middleware that raises."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from gate.main import app


async def main():
    ana = {"X-User": "ana"}
    for path, headers, status, body in (
        ("/x", None, 401, '{"middleware":"who are you"}'),
        ("/x", {"X-User": "greedy"}, 429, '{"quota":"greedy"}'),
        ("/fine", ana, 200, '"fine"'),
        ("/gone", ana, 410, '{"detail":"gone"}'),
        ("/quota", ana, 429, '{"quota":"quota"}'),
    ):
        answer = await call(app, path, headers=headers)
        assert (answer.status, answer.body, answer.error) == (status, body, None), answer
    app.router.routes.clear()
    assert await same_task(app, headers=ana), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
