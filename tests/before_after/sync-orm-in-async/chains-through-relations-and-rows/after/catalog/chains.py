from asgiref.sync import sync_to_async

from .models import Author, Book


async def of_a_relation():
    book = await Book.objects.aget(pk=1)
    return await sync_to_async(lambda: book.author.books.filter(pages__gt=1).count())()


async def of_a_row():
    await sync_to_async(lambda: Book.objects.filter(pk=3).first().delete())()
    return await sync_to_async(lambda: Author.objects.get(pk=1).books.count())()


async def in_a_loop():
    counts = []
    async for book in Book.objects.all():
        counts.append(await sync_to_async(lambda book=book: book.author.books.count())())
    return counts
