import asyncio

from .locks import Counting, locked, marked, quiet
from .models import Book


async def marking():
    book = await Book.objects.aget(pk=1)
    with marked(book) as same:
        inside = Book.objects.get(pk=same.pk).pages
    return inside, Book.objects.get(pk=1).pages


async def locking():
    with locked(2) as book:
        book.pages += 1
        book.save()
    return book.pages


async def counting():
    with Counting() as counter:
        Book.objects.create(title="More", author_id=1)
    return counter.added


async def waiting():
    with Counting() as counter:
        await asyncio.sleep(0)
        n = Book.objects.count()
    return counter.added, n


async def nothing():
    with quiet() as rows:
        await asyncio.sleep(0)
    return rows
