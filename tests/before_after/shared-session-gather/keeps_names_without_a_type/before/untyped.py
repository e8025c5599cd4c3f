import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_async_engine("sqlite+aiosqlite:///app.db")


async def counts(session) -> list[int]:
    return await asyncio.gather(session.scalar(text("select 1")), session.scalar(text("select 2")))


class Repository:
    def __init__(self, db_session):
        self.db_session = db_session

    async def count(self, table):
        return await self.db_session.scalar(text(f"select count(*) from {table}"))

    async def counts(self):
        return await asyncio.gather(self.count("parts"), self.count("orders"))
