import logging

from asgiref.sync import sync_to_async

from .models import Author, Book

logger = logging.getLogger(__name__)


async def text():
    return await sync_to_async(str)(await Author.objects.aget(pk=1))


async def formatted():
    author = await Author.objects.aget(pk=1)
    return f"by {await sync_to_async(str)(author)}"


async def by_percent():
    author = await Author.objects.aget(pk=2)
    return await sync_to_async(lambda: "by %s" % author)()


async def by_format():
    author = await Author.objects.aget(pk=2)
    return await sync_to_async("by {}".format)(author)


async def joined():
    return await sync_to_async(lambda: "; ".join(str(author) for author in Author.objects.order_by("pk")))()


async def mapped():
    authors = [author async for author in Author.objects.order_by("pk")]
    return await sync_to_async(lambda: list(map(str, authors)))()


async def logged():
    author = await Author.objects.aget(pk=1)
    await sync_to_async(logger.warning)("seen %s", author)
    # It has its publisher now.
    return f"{await sync_to_async(lambda: author.publisher)()}"


async def of_its_own():
    return f"{await Book.objects.aget(pk=1)}"
