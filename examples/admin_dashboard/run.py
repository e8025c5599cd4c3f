"""Ask the dashboard for its numbers, as the first client after a deploy does, and print what it is answered."""

from __future__ import annotations

import asyncio
import os
import tempfile

import httpx


async def main() -> None:
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
    # A deploy: the pool is cold.
    await get_engine().dispose()
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        for path in ("/admin/gender-ratio", "/admin/overview"):
            answer = await client.get(path)
            print(path, answer.status_code, answer.text)
    await get_engine().dispose()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
        asyncio.run(main())
