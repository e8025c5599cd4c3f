from asgiref.sync import sync_to_async

from catalog.models import Author, Book


async def has_long(pages):
    return any(book.pages > pages for book in await sync_to_async(list)(Book.objects.all()))


async def words():
    return sum(len(title.split()) for title in await sync_to_async(list)(Book.objects.values_list("title", flat=True)))


async def reading_list(author):
    return ", ".join(book.title for book in await sync_to_async(list)(Book.objects.filter(author__name=author)))


async def longest_of_all():
    authors = [author async for author in Author.objects.all()]
    return await sync_to_async(lambda: max(book.pages for author in authors for book in author.books.all()))()


async def ranked():
    authors = [author async for author in Author.objects.all()]
    return await sync_to_async(lambda: sorted(((author.books.count(), author.name) for author in authors), reverse=True))()


async def writes(authors, title):
    return title in (book.title for book in await sync_to_async(list)(Book.objects.filter(author__name__in=authors)))
