"""The tasks of a request inherit its context variable, and with it its session."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from app.numbers import numbers
    from app.registry import Session, request_id

    request_id.set("r1")
    try:
        assert await numbers() == [1, 2]
    finally:
        await Session.remove()

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
