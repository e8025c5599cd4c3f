from .models import Book


async def pages():
    return Book.everything.published().pages_in_total()


async def long_titles():
    return Book.querysets.long(100).titles()


async def one(title):
    return Book.everything.by_title(title).pages


async def shelf():
    books = Book.shelf.order_by("-pages")
    return books.count(), [book.title for book in books]


async def lazily():
    long = Book.querysets.long()
    return [book.title async for book in long]


async def default():
    return Book._default_manager.filter(published=False).get().title
