from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Comment, Post


async def reload(session: AsyncSession, posts: Sequence[Post]) -> list[int]:
    for post in posts:
        await session.refresh(post)
    return [post.views for post in posts]


async def take_in(session: AsyncSession, one: Post, other: Post) -> list[str]:
    return [post.title for post in [await session.merge(one), await session.merge(other)]]


async def remove(session: AsyncSession, comments: Sequence[Comment]) -> None:
    for comment in comments:
        await _remove(session, comment)
    await session.flush()


async def _remove(session: AsyncSession, comment: Comment) -> None:
    await session.delete(comment)
    await session.flush()


async def count(session: AsyncSession) -> tuple[int, str]:
    n = await session.run_sync(lambda sync: sync.scalar(select(func.count(Comment.id))))
    post = await session.get_one(Post, 1)
    return n, post.title


async def titles(session: AsyncSession) -> tuple[list[str], str]:
    rows = await session.stream(select(Post.title).order_by(Post.id))
    connection = await session.connection()
    return [title async for (title,) in rows], connection.dialect.name
