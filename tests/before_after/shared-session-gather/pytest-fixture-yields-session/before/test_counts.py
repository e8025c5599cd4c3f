import asyncio

import pytest
from sqlalchemy import func, select

from models import Customer, Order


@pytest.mark.anyio
async def test_counts(db_session):
    customers, orders = await asyncio.gather(
        db_session.scalar(select(func.count(Customer.id))),
        db_session.scalar(select(func.count(Order.id))),
    )
    assert (customers, orders) == (3, 4)
    return customers, orders
