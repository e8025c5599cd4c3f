from asgiref.sync import sync_to_async

from .models import Author, Book


async def missing(title):
    if not await Book.objects.filter(title=title).aexists():
        return True
    return False


async def described(country):
    authors = Author.objects.filter(country=country)
    if await sync_to_async(bool)(authors):
        return [author.name for author in authors]
    return []


async def number(country):
    authors = Author.objects.filter(country=country)
    size = await sync_to_async(len)(authors)
    return size, [author.name for author in authors]
