from asgiref.sync import sync_to_async

from .models import Book


async def numbers():
    return await Book.objects.long().acount(), (await sync_to_async(Book.objects.long().pick)("Loops")).pages


async def grown(title):
    book = await Book.objects.aget(title=title)
    await sync_to_async(book.grow)()
    book.title = " Cycles "
    await sync_to_async(book.save)()
    return book.title, book.pages


async def total():
    return await Book.objects.apages_in_total()
