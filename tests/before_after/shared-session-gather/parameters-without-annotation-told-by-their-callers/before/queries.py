import asyncio

from sqlalchemy import func, select

from models import Customer, Order


async def _count(db, model, **filters):
    return await db.scalar(select(func.count(model.id)).filter_by(**filters))


async def dashboard(db):
    total, paid, german = await asyncio.gather(
        _count(db, Order),
        _count(db, Order, status="paid"),
        _count(db, Customer, country="de"),
    )
    return {"total": total, "paid": paid, "german": german}
