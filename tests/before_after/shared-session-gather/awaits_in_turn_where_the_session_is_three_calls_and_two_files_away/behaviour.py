"""No file but one names the session; the gather is three calls away from it."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from blog.context import Context
    from blog.front_page import front_page
    from blog.models import Base, Post
    from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
    from sqlalchemy.pool import NullPool

    engine = create_async_engine(os.environ["DATABASE_URL"], poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with async_sessionmaker(engine)() as session:
        session.add_all([Post(title="a", likes=5), Post(title="b", likes=9), Post(title="c", likes=1)])
        await session.commit()
    async with async_sessionmaker(engine)() as session:
        assert await front_page(Context(session)) == {"new": ["c", "b"], "liked": ["b", "a"]}

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
