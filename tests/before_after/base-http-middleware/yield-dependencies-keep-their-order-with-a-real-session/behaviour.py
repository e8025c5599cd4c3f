"""Commit, rollback and close happen when and as often as before."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call, same_task
from db import Base, Item, engine, events
from main import app
from sqlalchemy import select


async def main():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    for item, status, ends in (
        (1, 200, ["commit"]),
        (7, 409, ["rollback HTTPException"]),
        (8, 500, ["rollback RuntimeError"]),
    ):
        events.clear()
        answer = await call(app, f"/items/{item}", "PUT")
        assert (answer.status, events[0]) == (status, "in"), (answer, events)
        out = [f"out {status}"] if status < 500 else []
        assert sorted(events[1:]) == sorted([*ends, *out, "close"]), events
        assert events.index(ends[0]) < events.index("close"), events
    async with engine.connect() as connection:
        assert list(await connection.scalars(select(Item.id))) == [1]
    await engine.dispose()
    assert await same_task(app), "an endpoint still runs in a task of its own"


asyncio.run(asyncio.wait_for(main(), 10))
