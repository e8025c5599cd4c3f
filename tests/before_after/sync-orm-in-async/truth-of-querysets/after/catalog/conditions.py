from asgiref.sync import sync_to_async

from .models import Author, Book


async def described(country):
    authors = Author.objects.filter(country=country)
    if await sync_to_async(bool)(authors):
        return [author.name for author in authors]
    return []


async def missing(title):
    if not await sync_to_async(bool)(Book.objects.filter(title=title)):
        return "missing"
    return "there"


async def or_default(title):
    return [book if isinstance(book, str) else book.title for book in await sync_to_async(lambda: Book.objects.filter(title=title) or ["none"])()]


async def choice(title):
    return "yes" if await sync_to_async(bool)(Book.objects.filter(title=title)) else "no"


async def both(title, strict):
    books = Book.objects.filter(title=title)
    return "ok" if not strict or (strict and await sync_to_async(bool)(books)) else "refused"


async def empty_out():
    rounds = 0
    while await sync_to_async(bool)(Book.objects.filter(published=False)):
        await Book.objects.filter(published=False).aupdate(published=True)
        rounds += 1
    return rounds


async def flag(title):
    return await sync_to_async(bool)(Book.objects.filter(title=title))


async def checked(title):
    assert await sync_to_async(bool)(Book.objects.filter(title=title)), "no such book"
    return title
