import logging

from .models import Author, Book

logger = logging.getLogger(__name__)


async def text():
    return str(await Author.objects.aget(pk=1))


async def formatted():
    author = await Author.objects.aget(pk=1)
    return f"by {author}"


async def by_percent():
    author = await Author.objects.aget(pk=2)
    return "by %s" % author


async def by_format():
    author = await Author.objects.aget(pk=2)
    return "by {}".format(author)


async def joined():
    return "; ".join(str(author) for author in Author.objects.order_by("pk"))


async def mapped():
    authors = [author async for author in Author.objects.order_by("pk")]
    return list(map(str, authors))


async def logged():
    author = await Author.objects.aget(pk=1)
    logger.warning("seen %s", author)
    # It has its publisher now.
    return f"{author.publisher}"


async def of_its_own():
    return f"{await Book.objects.aget(pk=1)}"
