import asyncio

from sqlalchemy import text

from app.database import db


async def report():
    return await asyncio.gather(db.scalar(text("select 1")), db.scalar(text("select 2")))
