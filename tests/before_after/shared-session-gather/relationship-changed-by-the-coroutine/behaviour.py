"""Giving a comment another post takes it off the collection that is iterated."""

import asyncio
import gc
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
import moderation
from models import Base, Comment, Post
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from sqlalchemy.pool import NullPool

ignored = []
sys.unraisablehook = lambda error: ignored.append(str(error.exc_value))


async def main(folder):
    # A file and no pool: a session opens its connection with its first statement, as after a deploy.
    engine = create_async_engine(f"sqlite+aiosqlite:///{folder}/blog.db", poolclass=NullPool)
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    maker = async_sessionmaker(engine, expire_on_commit=False)
    async with maker.begin() as session:
        session.add_all([Post(id=1, title="a", views=5), Post(id=2, title="b", views=7), Post(id=3, title="c", views=9)])
        session.add_all([Comment(post_id=1, text=text) for text in "wxyz"] + [Comment(post_id=2, text="v")])
    async with maker() as session:
        posts = (await session.scalars(select(Post).options(selectinload(Post.comments)).order_by(Post.id))).all()
        assert await moderation.merge_posts(session, posts[0], posts[1]) == [1, 2, 3, 4]
    async with maker() as session:
        assert await session.scalar(select(func.count()).where(Comment.post_id == 2)) == 5
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
gc.collect()
assert not ignored, ignored
