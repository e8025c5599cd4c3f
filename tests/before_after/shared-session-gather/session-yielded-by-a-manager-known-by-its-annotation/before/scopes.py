from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession


@asynccontextmanager
async def session_of(app: Any) -> AsyncIterator[AsyncSession]:
    async with app.state.maker() as session:
        yield session
