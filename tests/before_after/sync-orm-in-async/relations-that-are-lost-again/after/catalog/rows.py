from asgiref.sync import sync_to_async

from .models import Author, Book


async def refreshed():
    book = await Book.objects.select_related("author").aget(pk=1)
    first = book.author.name
    await sync_to_async(book.refresh_from_db)()
    return first, await sync_to_async(lambda: book.author.name)()


async def refreshed_natively():
    book = await Book.objects.select_related("author__publisher").aget(pk=1)
    await book.arefresh_from_db()
    return await sync_to_async(lambda: book.author.publisher.name)()


async def in_part():
    book = await Book.objects.select_related("author").aget(pk=1)
    await book.arefresh_from_db(fields=["pages"])
    return book.author.name


async def another():
    book = await Book.objects.select_related("author").aget(pk=1)
    book.author_id = 2
    return await sync_to_async(lambda: book.author.name)()


async def assigned():
    book = await Book.objects.aget(pk=1)
    book.author_id = 1
    book.author = await Author.objects.aget(pk=2)
    return book.author.name


async def assigned_and_refreshed():
    book = await Book.objects.aget(pk=1)
    book.author = await Author.objects.aget(pk=2)
    await book.arefresh_from_db()
    return await sync_to_async(lambda: book.author.name)()


async def of_some_columns():
    book = await Book.objects.only("title").aget(pk=1)
    return await sync_to_async(lambda: book.author_id)()
