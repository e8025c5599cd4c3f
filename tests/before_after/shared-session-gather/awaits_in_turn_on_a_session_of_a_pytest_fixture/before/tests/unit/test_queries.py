import asyncio

import pytest
from votes.queries import count

pytestmark = pytest.mark.anyio


async def test_counts_by_answer(db, votes):
    yes, no = await asyncio.gather(count(db, "yes"), count(db, "no"))
    assert (yes, no) == (2, 1)


async def test_counts_nothing(db, votes):
    assert await count(db, "perhaps") == 0
