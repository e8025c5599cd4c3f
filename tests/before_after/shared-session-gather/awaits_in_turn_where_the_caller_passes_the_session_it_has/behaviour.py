"""The optional session is passed here, and left out there: only one of two gathers shares it."""

import asyncio
import os
import sys
import tempfile

sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])

async def main():
    from app.numbers import apart, together

    assert await apart() == [1, 2]
    assert await together() == [1, 2]

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    os.environ["DATABASE_URL"] = f"sqlite+aiosqlite:///{folder}/app.db"
    asyncio.run(main())
