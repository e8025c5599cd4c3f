import asyncio

from asgiref.sync import sync_to_async

from .models import Book


async def names():
    books = [book async for book in Book.objects.order_by("pk")]
    return [book.author.name for book in books]


async def upper(name):
    await asyncio.sleep(0)
    return name.upper()


async def shouted():
    books = [book async for book in Book.objects.order_by("pk")]
    return await asyncio.gather(*[upper(book.author.name) for book in books])


async def tag_names():
    books = await sync_to_async(list)(Book.objects.order_by("pk"))
    return {book.title: sorted(tag.name for tag in book.tags.all()) for book in books}
