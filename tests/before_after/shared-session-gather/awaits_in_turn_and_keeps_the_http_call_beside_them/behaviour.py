"""Two queries share a session; the call to another service may still run beside them."""

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
    from app.db import Base, Price, engine, maker
    from app.main import app

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with maker() as session:
        session.add_all([Price(amount=2), Price(amount=6)])
        await session.commit()
    answer = await get(app, "/prices")
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"low": 3.0, "high": 9.0}

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
