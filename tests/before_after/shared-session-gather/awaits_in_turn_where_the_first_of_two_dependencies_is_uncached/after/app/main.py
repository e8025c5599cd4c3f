from fastapi import Depends, FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import get_db

app = FastAPI()


@app.get("/numbers")
async def numbers(
    first: AsyncSession = Depends(get_db, use_cache=False),
    second: AsyncSession = Depends(get_db),
) -> list[int]:
    return [await first.scalar(text("select 1")), await second.scalar(text("select 2"))]
