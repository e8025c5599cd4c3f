import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import get_read_session, get_write_session

app = FastAPI()
ReadSession = Annotated[AsyncSession, Depends(get_read_session)]
WriteSession = Annotated[AsyncSession, Depends(get_write_session)]


@app.post("/visits")
async def visit(reading: ReadSession, writing: WriteSession):
    count, _ = await asyncio.gather(
        reading.scalar(text("select count(*) from visits")),
        writing.execute(text("insert into visits default values")),
    )
    await writing.commit()
    return count
