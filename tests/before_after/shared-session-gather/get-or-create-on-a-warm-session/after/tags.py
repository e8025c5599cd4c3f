from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from models import Post, Tag


async def get_or_create(session: AsyncSession, name: str) -> Tag:
    tag = (await session.scalars(select(Tag).where(Tag.name == name))).first()
    if tag is None:
        tag = Tag(name=name)
        session.add(tag)
    return tag


async def tag_post(session: AsyncSession, post_id: int, names: list[str]) -> list[str]:
    post = await session.get(Post, post_id)
    tags = [await get_or_create(session, name) for name in names]
    await session.commit()
    return [f"{post.title}:{tag.id}" for tag in tags]
