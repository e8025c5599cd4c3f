"""FastAPI calls a dependency once per request, so that both parameters are one session."""

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
    from app.db import SessionLocal, engine
    from app.main import app
    from app.models import Base, Order, User

    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with SessionLocal() as session:
        session.add_all([User(), Order(), Order()])
        await session.commit()
    answer = await get(app, "/counts")
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"users": 1, "orders": 2}

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
