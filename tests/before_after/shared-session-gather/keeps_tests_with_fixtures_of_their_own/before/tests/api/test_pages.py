import asyncio

import pytest


@pytest.mark.anyio
async def test_pages(session):
    a, b = await asyncio.gather(session.get("/a"), session.get("/b"))
    assert a.status_code == b.status_code == 200
