from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def count(db: AsyncSession) -> int:
    return (await db.execute(select(func.count(Order.id)))).scalar_one()


async def total(status: str, *, db: AsyncSession) -> int:
    return (await db.execute(select(func.sum(Order.total)).where(Order.status == status))).scalar() or 0


async def largest(limit: int, db: AsyncSession) -> list[int]:
    return list((await db.execute(select(Order.total).order_by(Order.total.desc()).limit(limit))).scalars())


async def all_figures(db: AsyncSession) -> dict:
    keywords = {"limit": 2}
    figures = [await count(db), await total("paid", db=db), await largest(db=db, **keywords)]
    return dict(zip(("count", "total", "largest"), figures))
