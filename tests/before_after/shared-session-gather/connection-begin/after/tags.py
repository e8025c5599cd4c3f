from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from models import Tag


async def ensure_tag(connection: AsyncConnection, name: str) -> int:
    found = await connection.scalar(select(Tag.id).where(Tag.name == name))
    if found is None:
        result = await connection.execute(insert(Tag).values(name=name))
        found = result.inserted_primary_key[0]
    return found


async def ensure_tags(engine: AsyncEngine, names: list[str]) -> list[int]:
    async with engine.begin() as connection:
        return [await ensure_tag(connection, name) for name in names]
