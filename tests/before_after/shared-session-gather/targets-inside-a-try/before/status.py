import asyncio
import logging

from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from models import Customer, Order

logger = logging.getLogger(__name__)


async def _orders(db: AsyncSession) -> int:
    return (await db.execute(select(func.count(Order.id)))).scalar_one()


async def _country(db: AsyncSession, name: str) -> str:
    return (await db.execute(select(Customer.country).where(Customer.name == name))).scalar_one()


async def status(db: AsyncSession, name: str) -> tuple[int, str]:
    orders, country = -1, "unknown"
    try:
        orders, country = await asyncio.gather(_orders(db), _country(db, name))
    except NoResultFound:
        logger.info("no such customer: %s", name)
    return orders, country
