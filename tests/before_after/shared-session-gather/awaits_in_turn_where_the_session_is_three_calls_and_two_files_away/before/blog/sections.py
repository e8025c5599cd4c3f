from blog.context import Context
from blog.models import Post


async def newest(context: Context) -> list[str]:
    return await _section(context, Post.id.desc())


async def most_liked(context: Context) -> list[str]:
    return await _section(context, Post.likes.desc())


async def _section(context: Context, order) -> list[str]:
    return list(await context.gateway.titles(order, context.limit))
