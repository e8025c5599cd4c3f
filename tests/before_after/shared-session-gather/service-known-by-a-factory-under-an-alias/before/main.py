import asyncio, tempfile
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool
from svc import build
async def main():
    e = create_async_engine(f"sqlite+aiosqlite:///{tempfile.mkdtemp()}/x.db", poolclass=NullPool)
    maker = async_sessionmaker(e)
    async with maker() as s:
        return await build(s).run()
if __name__ == "__main__":
    try: print(asyncio.run(main()))
    except Exception as x: print(type(x).__name__)
