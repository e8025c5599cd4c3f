"""The first requests after a deploy answer 500; as one query they answer, and ask the database once."""

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
    from sqlalchemy import event
    from sqlmodel import SQLModel

    asked = []
    event.listen(get_engine().sync_engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    for users in ([], [User(gender="male"), User(gender="male", is_active=False), User(gender="female")]):
        async with get_engine().begin() as connection:
            await connection.run_sync(SQLModel.metadata.create_all)
        async with get_session_factory()() as session:
            session.add_all([*users, *(Order(amount=amount) for amount in (5, 7) if users)])
            await session.commit()
        await get_engine().dispose()
        asked.clear()
        ratio = await get(app, "/admin/gender-ratio")
        assert ratio.status_code == 200, ratio.text
        assert ratio.json() == ({"male": 2, "female": 1} if users else {"male": 0, "female": 0})
        assert len(asked) == 1, asked
        await get_engine().dispose()
        asked.clear()
        overview = await get(app, "/admin/overview")
        assert overview.status_code == 200, overview.text
        expected = {"active": 2, "inactive": 1, "revenue": 12, "largest": 7} if users else dict.fromkeys(
            ("active", "inactive", "revenue", "largest"), 0
        )
        assert overview.json() == expected
        assert len(asked) == 3, asked
        await get_engine().dispose()


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
