from asgiref.sync import sync_to_async

from .models import Book


async def pages():
    return await sync_to_async(Book.everything.published().pages_in_total)()


async def long_titles():
    return await sync_to_async(Book.querysets.long(100).titles)()


async def one(title):
    return (await sync_to_async(Book.everything.by_title)(title)).pages


async def shelf():
    books = Book.shelf.order_by("-pages")
    return await sync_to_async(books.count)(), [book.title for book in await sync_to_async(list)(books)]


async def lazily():
    long = Book.querysets.long()
    return [book.title async for book in long]


async def default():
    return (await sync_to_async(Book._default_manager.filter(published=False).get)()).title
