from asyncio import gather

from fastapi import Depends, FastAPI
from sqlalchemy.ext.asyncio import AsyncSession

from app.db import get_db
from app.queries import count_orders, count_users

app = FastAPI()


@app.get("/counts")
async def counts(users_db: AsyncSession = Depends(get_db), orders_db: AsyncSession = Depends(get_db)):
    # a session each, so that they can run side by side
    users, orders = await gather(count_users(users_db), count_orders(db=orders_db))
    return {"users": users, "orders": orders}
