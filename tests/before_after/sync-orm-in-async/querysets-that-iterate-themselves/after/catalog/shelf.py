from asgiref.sync import sync_to_async

from .models import Book


async def titles():
    return await sync_to_async(Book.objects.titles)()


async def letters():
    return await sync_to_async(Book.objects.by_first_letter)()


async def added(data):
    return (await sync_to_async(Book.adding.add)("Drafts", **data)).pk


async def made(data):
    book = Book(**data)
    await sync_to_async(book.save)()
    return book.title


async def touched():
    book = await Book.objects.aget(pk=1)
    await sync_to_async(book.touch)()
    return (await sync_to_async(Book.objects.get)(pk=1)).pages
