from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession


async def count_orders(session: AsyncSession) -> int:
    return await session.scalar(text("select 3"))


async def summary(session: AsyncSession) -> int:
    import asyncio

    from app.users import count_users

    users, orders = await asyncio.gather(count_users(session), count_orders(session))
    return users * orders
