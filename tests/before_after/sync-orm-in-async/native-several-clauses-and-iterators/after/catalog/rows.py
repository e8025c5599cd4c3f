from asgiref.sync import sync_to_async

from .models import Author, Book


async def pairs():
    return [(author.name, book.title) async for author in Author.objects.order_by("pk") async for book in author.books.all()]


async def names():
    return {book.author.name async for book in Book.objects.all() if await sync_to_async(lambda book=book: book.author.publisher.name)()}


async def streamed():
    return [book.title for book in [row async for row in Book.objects.aiterator()]]


async def by_name():
    return await sync_to_async(getattr(Book.objects, "count"))()


async def kept():
    fetch = Book.objects.get
    return (await sync_to_async(fetch)(pk=1)).title


async def deleted():
    await (await Book.objects.filter(pk=3).afirst()).adelete()
    return await (await Author.objects.aget(pk=1)).books.acount()


async def of_relations():
    book = await Book.objects.aget(pk=1)
    return await sync_to_async(lambda: book.author.books.filter(pages__gt=1).count())()
