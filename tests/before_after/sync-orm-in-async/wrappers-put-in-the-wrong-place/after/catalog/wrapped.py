from asgiref.sync import sync_to_async
from channels.db import database_sync_to_async

from .models import Author, Book


async def awaited(pk):
    return await sync_to_async(Book.objects.get)(pk=pk)


async def called_too_early(pk):
    book = await sync_to_async(Book.objects.get)(pk=pk)
    return book.title


async def list_too_early():
    return await sync_to_async(list)(Book.objects.all())


async def only_filtered(name):
    books = await sync_to_async(Book.objects.filter)(author__name=name)
    return [book.title for book in await sync_to_async(list)(books)]


async def listed_outside(name):
    return await sync_to_async(list)(await sync_to_async(Book.objects.filter)(author__name=name))


async def all_in_the_thread():
    for author in await sync_to_async(list)(await database_sync_to_async(Author.objects.all)()):
        return author.name


async def right(pk):
    return await sync_to_async(Book.objects.get)(pk=pk)
