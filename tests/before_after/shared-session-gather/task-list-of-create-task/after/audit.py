from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Order


async def total_of(session: AsyncSession, customer_id: int) -> int:
    stmt = select(func.sum(Order.total)).where(Order.customer_id == customer_id)
    return (await session.execute(stmt)).scalar() or 0


async def audit(session: AsyncSession, customer_ids: list[int]) -> dict[int, int]:
    tasks = []
    for customer_id in customer_ids:
        tasks.append(total_of(session, customer_id))
    totals = [await c for c in tasks]
    return dict(zip(customer_ids, totals))


async def audit_all(session: AsyncSession, customer_ids: list[int]) -> int:
    tasks = [total_of(session, number) for number in customer_ids]
    return sum([await c for c in tasks])
