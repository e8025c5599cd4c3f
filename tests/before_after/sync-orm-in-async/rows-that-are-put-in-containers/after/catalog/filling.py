import asyncio
from collections import defaultdict

from asgiref.sync import sync_to_async

from .models import Book


async def listed():
    rows = []
    async for book in Book.objects.all():
        rows.append(book)
    return [await sync_to_async(lambda book=book: book.author.name)() for book in rows]


async def loaded():
    rows = []
    async for book in Book.objects.select_related("author"):
        rows.append(book)
    return [book.author.name for book in rows]


async def in_a_set():
    rows = set()
    async for book in Book.objects.all():
        rows.add(book)
    return await sync_to_async(lambda: sorted(book.author.name for book in rows))()


async def keyed():
    rows = {}
    async for book in Book.objects.all():
        rows[book.title] = book
    return await sync_to_async(lambda: rows["Loops"].author.name)(), await sync_to_async(lambda: rows["Drafts"].author.name)()


async def grouped():
    groups = defaultdict(list)
    async for book in Book.objects.all():
        groups[book.pages].append(book)
    return {pages: [await sync_to_async(lambda book=book: book.author.name)() for book in books] for pages, books in groups.items()}


async def gathered():
    first, second = await asyncio.gather(Book.objects.aget(pk=1), Book.objects.aget(pk=3))
    third = await asyncio.wait_for(Book.objects.aget(pk=2), timeout=5)
    return await sync_to_async(lambda: first.author.name)(), await sync_to_async(lambda: second.author.name)(), await sync_to_async(lambda: third.author.name)()


async def texts():
    rows = []
    async for book in Book.objects.all():
        rows.append(book.title)
    return [row.title() for row in rows]
