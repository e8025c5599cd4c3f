"""201 is answered and the row is there: the middleware and the endpoint have one task, so one session."""

import asyncio
import sys
from pathlib import Path

sys.dont_write_bytecode = True
sys.path[:0] = [sys.argv[1], str(Path(__file__).parents[1])]
from asgi_client import call
from db import Base, Note, Session, engine
from main import app
from sqlalchemy import select


async def main():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    answer = await call(app, "/notes/first", "POST")
    assert (answer.status, answer.body) == (201, '{"text":"first"}')
    answer = await call(app, "/notes/broken", "POST")
    assert (answer.status, str(answer.error)) == (500, "broken")
    assert not Session.registry.registry, "a session is never removed"
    async with engine.connect() as connection:
        stored = list(await connection.scalars(select(Note.text)))
    await engine.dispose()
    assert stored == ["first"], stored


asyncio.run(asyncio.wait_for(main(), 10))
