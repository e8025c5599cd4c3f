from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine

from app.service import Service


async def main() -> None:
    accounts = create_async_engine("postgresql+asyncpg://localhost/accounts")
    orders = create_async_engine("postgresql+asyncpg://localhost/orders")
    async with AsyncSession(accounts) as accounts_db, AsyncSession(orders) as orders_db:
        print(await Service(accounts_db, orders_db).numbers())
