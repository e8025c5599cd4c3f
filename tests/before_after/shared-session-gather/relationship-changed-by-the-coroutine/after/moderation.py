from sqlalchemy.ext.asyncio import AsyncSession

from models import Comment, Post


async def move(session: AsyncSession, comment: Comment, target: Post) -> int:
    comment.post = target
    await session.flush()
    return comment.id


async def merge_posts(session: AsyncSession, source: Post, target: Post) -> list[int]:
    """Move all comments of one post to another."""
    moved = [await move(session, comment, target) for comment in list(source.comments)]
    await session.commit()
    return moved
