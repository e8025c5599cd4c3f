"""The clause covers the code behind call_next: nothing is sent yet when that raises."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app, log


async def main():
    answer = await call(app, "/page?status=200")
    assert (answer.status, answer.body, answer.headers["x-checked"]) == (200, '{"page":1}', "yes"), answer
    answer = await call(app, "/page?status=202")
    assert (answer.status, answer.body, answer.error) == (403, '{"denied":"strict says no to 202"}', None), answer
    assert "x-policy" not in answer.headers and log == ["strict says no to 202"], (answer, log)
    answer = await call(app, "/page?raise=1")
    assert (answer.status, answer.body, answer.error) == (403, '{"denied":"the endpoint"}', None), answer
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
