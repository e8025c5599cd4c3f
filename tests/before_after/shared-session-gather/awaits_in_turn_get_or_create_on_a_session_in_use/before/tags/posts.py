import asyncio

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from .store import TagStore


async def tag_post(session: AsyncSession, names: list[str]) -> list[str]:
    await session.execute(text("select 1"))  # the post itself
    store = TagStore(session)
    tags = await asyncio.gather(*[store.get_or_create(name) for name in names])
    await session.commit()
    return names[: len(tags)]
