from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

from models import Post, Tag


async def add_tag(session: AsyncSession, name: str) -> int:
    tag = Tag(name=name)
    session.add(tag)
    await session.flush()
    return tag.id


async def rename(session: AsyncSession, post_id: int, title: str) -> None:
    await session.execute(update(Post).where(Post.id == post_id).values(title=title))


async def tag_post(maker: async_sessionmaker[AsyncSession], post_id: int, name: str) -> int:
    async with maker.begin() as session:
        number = await add_tag(session, name)
        await rename(session, post_id, f"[{name}]")
    return number
