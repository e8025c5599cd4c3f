import asyncio
from unittest.mock import AsyncMock

import pytest
from sqlalchemy import text


@pytest.mark.anyio
async def test_two_calls():
    session = AsyncMock()
    await asyncio.gather(session.execute(text("select 1")), session.execute(text("select 2")))
    assert session.execute.await_count == 2
