"""A page and its total over one session that an alias of another file injects."""

import asyncio
import os
import sys
import tempfile

import httpx

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def get(app, path):
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        return await client.get(path)


async def main():
    from app.db import Base, Book, engine, maker
    from app.main import app

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with maker() as session:
        session.add_all([Book(title="b"), Book(title="a"), Book(title="c")])
        await session.commit()
    answer = await get(app, "/books?size=2")
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"titles": ["a", "b"], "total": 3}

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
