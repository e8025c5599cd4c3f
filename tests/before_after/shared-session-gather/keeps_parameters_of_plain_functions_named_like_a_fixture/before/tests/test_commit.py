import pytest


@pytest.mark.anyio
async def test_commit(session):
    await session.commit()
