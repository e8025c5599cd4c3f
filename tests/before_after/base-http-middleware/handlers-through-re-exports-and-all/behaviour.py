"""The name travels through a package, `__all__` and an alias."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
import project.mw
from asgi_client import call, same_task
from project.factory import create_app


async def main():
    app = create_app()
    assert (await call(app)).body == '"fine"'
    answer = await call(app, "/?fail=1")
    assert (answer.status, answer.body, answer.error) == (422, "sorry: too late", None), answer
    assert all(hasattr(project.mw, name) for name in project.mw.__all__) and "nothing" in project.mw.__all__
    assert all(hasattr(project.mw.errors, name) for name in project.mw.errors.__all__)
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
