import asyncio

from fastapi import BackgroundTasks, Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.audit import record
from app.db import get_db

app = FastAPI()
running: set[asyncio.Task] = set()


@app.delete("/users/{user}")
async def delete_user(user: int, background: BackgroundTasks, db: AsyncSession = Depends(get_db)):
    task = asyncio.create_task(record("delete"))
    running.add(task)
    task.add_done_callback(running.discard)
    background.add_task(record, "deleted")
    await db.execute(text("delete from users where id = :id"), {"id": user})
    await db.commit()
