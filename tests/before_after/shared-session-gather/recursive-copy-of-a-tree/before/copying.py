import asyncio

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Folder


async def copy_tree(session: AsyncSession, source: Folder, parent_id: int | None = None) -> int:
    """Copy a folder with all that is below it; returns how many were made."""
    made = Folder(name=f"{source.name} (copy)", parent_id=parent_id)
    session.add(made)
    await session.flush()
    children = (await session.scalars(select(Folder).where(Folder.parent_id == source.id).order_by(Folder.id))).all()
    counts = await asyncio.gather(*[copy_tree(session, child, made.id) for child in children])
    return 1 + sum(counts)
