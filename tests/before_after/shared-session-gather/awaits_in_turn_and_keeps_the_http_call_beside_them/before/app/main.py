import asyncio

from fastapi import Depends, FastAPI
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import Price, get_db
from app.rates import Rates, get_rates

app = FastAPI()


async def lowest(db: AsyncSession) -> int:
    return await db.scalar(select(func.min(Price.amount)))


async def highest(db: AsyncSession) -> int:
    return await db.scalar(select(func.max(Price.amount)))


@app.get("/prices")
async def prices(db: AsyncSession = Depends(get_db), rates: Rates = Depends(get_rates)):
    low, rate, high = await asyncio.gather(lowest(db), rates.latest(), highest(db))
    return {"low": low * rate, "high": high * rate}
