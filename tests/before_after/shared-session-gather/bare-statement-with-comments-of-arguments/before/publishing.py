import asyncio

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from models import Post, Tag


async def publish(session: AsyncSession, post_id: int) -> None:
    # both in parallel
    await asyncio.gather(
        # the counter starts anew
        reset_views(session, post_id),
        add_tag(session, "published"),  # shown in the feed
        add_tag(session, f"post-{post_id}"),
    )
    await session.commit()  # one transaction


async def reset_views(session: AsyncSession, post_id: int) -> None:
    await session.execute(update(Post).where(Post.id == post_id).values(views=0))


async def add_tag(session: AsyncSession, name: str) -> None:
    session.add(Tag(name=name))
    await session.flush()
