import pytest
from sqlalchemy import func, select

from models import Customer, Order


@pytest.mark.anyio
async def test_counts(db_session):
    customers = await db_session.scalar(select(func.count(Customer.id)))
    orders = await db_session.scalar(select(func.count(Order.id)))
    assert (customers, orders) == (3, 4)
    return customers, orders
