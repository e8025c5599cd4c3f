"""Another file compares with the class, so it stays one."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from svc import app
from test_svc import test_the_error_middleware_is_installed


async def main():
    test_the_error_middleware_is_installed()
    answer = await call(app, "/tea")
    assert (answer.status, answer.body, answer.error) == (404, '{"missing":"tea"}', None), answer
    app.router.routes.clear()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
