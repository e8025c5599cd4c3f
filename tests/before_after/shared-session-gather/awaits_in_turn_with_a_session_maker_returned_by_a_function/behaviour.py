"""The session comes from a factory out of a cache, re-exported under another name, and no parameter is annotated."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from jobs.db import metadata, sessions, uploads
    from jobs.nightly import nightly
    from sqlalchemy import insert

    async with sessions()() as session:
        await (await session.connection()).run_sync(metadata.create_all)
        rows = [(True, False), (False, True), (True, True), (False, False)]
        await session.execute(insert(uploads), [{"stale": stale, "orphaned": orphaned} for stale, orphaned in rows])
        await session.commit()
    assert await nightly() == [1, 2, 3]

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
