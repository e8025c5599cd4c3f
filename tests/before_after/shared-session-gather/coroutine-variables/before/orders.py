import asyncio

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def page(session: AsyncSession, number: int, size: int = 2) -> dict:
    rows_query = session.scalars(select(Order.id).order_by(Order.id).offset(number * size).limit(size))
    count_query = session.scalar(select(func.count(Order.id)))

    count, rows = await asyncio.gather(count_query, rows_query)
    return {"items": rows.all(), "total": count}
