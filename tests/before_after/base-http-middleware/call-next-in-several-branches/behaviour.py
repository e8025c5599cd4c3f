"""Five ways through nested conditions, each with its own work after the endpoint."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    banned, other = {"X-Forwarded-For": "10.6.6.6"}, {"X-Forwarded-For": "1.2.3.4"}
    for path, method, headers, status, body, extra in (
        ("/health", "GET", other, 200, '{"ip":null}', {}),
        ("/v1/who", "GET", None, 308, "", {"location": "/v2/who"}),
        ("/v1/who", "POST", banned, 200, '{"ip":null}', {"deprecation": "true"}),
        ("/v2/who", "GET", banned, 403, "banned", {}),
        ("/v2/who", "GET", other, 200, '{"ip":"1.2.3.4"}', {"x-seen-ip": "1.2.3.4", "x-gate": "passed"}),
        ("/v2/who", "POST", None, 200, '{"ip":"10.0.0.9"}', {"x-gate": "passed"}),
    ):
        answer = await call(app, path, method, headers)
        assert (answer.status, answer.body) == (status, body), (path, answer)
        assert {k: v for k, v in answer.headers.items() if not k.startswith("content-")} == extra, (path, answer)
    assert await same_task(app), "an endpoint still runs in a task of its own"
    assert await same_task(app, "/health/probe", other), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
