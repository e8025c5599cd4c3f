import asyncio
from collections.abc import Sequence

from models import Post


async def texts(posts: Sequence[Post]) -> dict[str, list[str]]:
    comments = await asyncio.gather(*[post.awaitable_attrs.comments for post in posts])
    return {post.title: [comment.text for comment in found] for post, found in zip(posts, comments)}
