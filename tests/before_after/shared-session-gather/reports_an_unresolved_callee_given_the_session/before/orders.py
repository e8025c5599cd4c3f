import asyncio

from acme_orders import open_orders, returned_orders
from sqlalchemy.ext.asyncio import AsyncSession


async def desk(session: AsyncSession):
    waiting, returned = await asyncio.gather(open_orders(session), returned_orders(session, days=14))
    return [*waiting, *returned]
