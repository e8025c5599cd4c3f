"""Nothing is assigned: both writes happen, in the order written."""

import asyncio
import gc
import sys
import tempfile

sys.path.insert(0, sys.argv[1])
import publishing
from models import Base, Comment, Post, Tag
from sqlalchemy import select
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
        await publishing.publish(session, 2)
    async with maker() as session:
        assert (await session.get(Post, 2)).views == 0
        tags = (await session.scalars(select(Tag.name).order_by(Tag.id))).all()
    assert tags == ["published", "post-2"], tags
    assert asyncio.all_tasks() == {asyncio.current_task()}, "something still runs"


with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    asyncio.run(main(folder))
gc.collect()
assert not ignored, ignored
