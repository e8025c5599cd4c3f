"""Line ends and comments survive."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from main import app


async def main():
    data = (Path(sys.argv[1]) / "main.py").read_bytes()
    assert data.count(b"\r\n") == data.count(b"\n"), "mixed line ends"
    answer = await call(app, headers={"X-Beta": "1"})
    assert (answer.body, answer.headers["x-channel"]) == ('"ü"', "beta")
    assert (await call(app)).headers["x-channel"] == "stable"
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
