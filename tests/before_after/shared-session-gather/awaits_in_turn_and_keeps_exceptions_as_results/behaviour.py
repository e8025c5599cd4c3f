"""Nothing raises, but results are exceptions though their tables are there."""

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
    from app.db import engine
    from app.main import app
    from sqlalchemy import text

    async with engine.begin() as connection:
        await connection.execute(text("create table users (id integer)"))
        await connection.execute(text("create table orders (id integer)"))
        await connection.execute(text("insert into orders values (1), (2)"))
    answer = await get(app, "/health")
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"users": 0, "missing": None, "orders": 2}, answer.text

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
