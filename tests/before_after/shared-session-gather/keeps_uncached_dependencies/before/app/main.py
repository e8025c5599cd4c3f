import asyncio
from typing import Annotated

from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import get_db

app = FastAPI()


@app.get("/numbers")
async def numbers(
    one: Annotated[AsyncSession, Depends(get_db, use_cache=False)],
    two: AsyncSession = Depends(get_db, use_cache=False),
):
    return await asyncio.gather(one.scalar(text("select 1")), two.scalar(text("select 2")))
