"""The session comes from a library of the same repository, under another root."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1] + "/libs/db/src")
sys.path.insert(0, sys.argv[1] + "/services/api")

async def main():
    import dbkit
    from app.devices import status
    from app.models import Base, Device

    engine = dbkit.setup(os.environ["DATABASE_URL"])
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with dbkit.session_scope() as session:
        session.add_all([Device(online=True), Device(online=False), Device(online=False)])
    assert await status() == {"online": 1, "offline": 2}

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
