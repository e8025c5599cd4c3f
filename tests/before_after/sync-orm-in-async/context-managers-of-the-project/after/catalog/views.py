import asyncio

from asgiref.sync import sync_to_async

from .locks import Counting, locked, marked, quiet
from .models import Book


async def marking():
    book = await Book.objects.aget(pk=1)

    def in_block():
        with marked(book) as same:
            inside = Book.objects.get(pk=same.pk).pages
        return inside

    inside = await sync_to_async(in_block)()
    return inside, (await sync_to_async(Book.objects.get)(pk=1)).pages


async def locking():
    def in_transaction():
        with locked(2) as book:
            book.pages += 1
            book.save()
        return book

    book = await sync_to_async(in_transaction)()
    return book.pages


async def counting():
    def in_block():
        with Counting() as counter:
            Book.objects.create(title="More", author_id=1)
        return counter

    counter = await sync_to_async(in_block)()
    return counter.added


async def waiting():
    with Counting() as counter:
        await asyncio.sleep(0)
        n = await sync_to_async(Book.objects.count)()
    return counter.added, n


async def nothing():
    with quiet() as rows:
        await asyncio.sleep(0)
    return rows
