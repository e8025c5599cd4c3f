import pytest
from votes.queries import count

pytestmark = pytest.mark.anyio


async def test_counts_by_answer(db, votes):
    yes = await count(db, "yes")
    no = await count(db, "no")
    assert (yes, no) == (2, 1)


async def test_counts_nothing(db, votes):
    assert await count(db, "perhaps") == 0
