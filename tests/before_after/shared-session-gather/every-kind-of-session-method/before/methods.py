import asyncio
from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Comment, Post


async def reload(session: AsyncSession, posts: Sequence[Post]) -> list[int]:
    await asyncio.gather(*[session.refresh(post) for post in posts])
    return [post.views for post in posts]


async def take_in(session: AsyncSession, one: Post, other: Post) -> list[str]:
    return [post.title for post in await asyncio.gather(session.merge(one), session.merge(other))]


async def remove(session: AsyncSession, comments: Sequence[Comment]) -> None:
    await asyncio.gather(*(_remove(session, comment) for comment in comments), session.flush())


async def _remove(session: AsyncSession, comment: Comment) -> None:
    await session.delete(comment)
    await session.flush()


async def count(session: AsyncSession) -> tuple[int, str]:
    n, post = await asyncio.gather(
        session.run_sync(lambda sync: sync.scalar(select(func.count(Comment.id)))),
        session.get_one(Post, 1),
    )
    return n, post.title


async def titles(session: AsyncSession) -> tuple[list[str], str]:
    rows, connection = await asyncio.gather(session.stream(select(Post.title).order_by(Post.id)), session.connection())
    return [title async for (title,) in rows], connection.dialect.name
