"""The first requests after a deploy answer 500, and the dependency that closes the session is blamed."""

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
    from app.core.database import get_engine, get_session_factory
    from app.main import app
    from app.models import Order, User
    from sqlmodel import SQLModel

    async with get_engine().begin() as connection:
        await connection.run_sync(SQLModel.metadata.create_all)
    async with get_session_factory()() as session:
        session.add_all([User(gender="male"), User(gender="male", is_active=False), User(gender="female")])
        session.add_all([Order(amount=5), Order(amount=7)])
        await session.commit()
    await get_engine().dispose()

    ratio = await get(app, "/admin/gender-ratio")
    assert ratio.status_code == 200, ratio.text
    assert ratio.json() == {"male": 2, "female": 1}
    overview = await get(app, "/admin/overview")
    assert overview.status_code == 200, overview.text
    assert overview.json() == {"users": 3, "active": 2, "revenue": 12}
    await get_engine().dispose()

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
