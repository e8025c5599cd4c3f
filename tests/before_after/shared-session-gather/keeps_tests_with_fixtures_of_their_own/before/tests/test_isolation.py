import asyncio

import pytest
from sqlalchemy import text


async def insert(maker, number):
    async with maker() as session:
        await session.execute(text("insert into numbers values (:n)"), {"n": number})
        await session.commit()


@pytest.mark.anyio
async def test_inserts_at_the_same_time(maker):
    await asyncio.gather(insert(maker, 1), insert(maker, 2))


@pytest.mark.anyio
async def test_two_sessions(session, other_session):
    await asyncio.gather(session.execute(text("select 1")), other_session.execute(text("select 2")))
