import asyncio

from blog import sections
from blog.context import Context

SECTIONS = ("new", "liked")


async def front_page(context: Context) -> dict[str, list[str]]:
    """Both sections of the front page."""
    blocks = [await sections.newest(context), await sections.most_liked(context)]
    return dict(zip(SECTIONS, blocks))


async def banner(seconds: float) -> None:
    await asyncio.sleep(seconds)
