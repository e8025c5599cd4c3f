import asyncio

from sqlalchemy import create_engine, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, sessionmaker

SyncSession = sessionmaker(create_engine("sqlite:///app.db"))


def count(table: str) -> int:
    with SyncSession() as session:
        return session.scalar(text(f"select count(*) from {table}"))


def clear(table: str) -> None:
    with Session(SyncSession.kw["bind"]) as session, session.begin():
        session.execute(text(f"delete from {table}"))


async def counts(db: AsyncSession) -> list[int]:
    await db.commit()
    loop = asyncio.get_running_loop()
    await asyncio.gather(loop.run_in_executor(None, clear, "a"), loop.run_in_executor(None, clear, "b"))
    return await asyncio.gather(asyncio.to_thread(count, "parts"), asyncio.to_thread(count, "orders"))
