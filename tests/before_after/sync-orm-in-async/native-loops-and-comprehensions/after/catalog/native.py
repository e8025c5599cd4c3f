from asgiref.sync import sync_to_async

from .models import Author, Book


async def titles():
    found = []
    async for book in Book.objects.filter(published=True):
        found.append(book.title)
    else:
        found.append("end")
    return found


async def upper():
    return [book.title.upper() async for book in Book.objects.all() if book.pages > 100]


async def pages():
    return {book.title: book.pages async for book in Book.objects.all()}


async def longer(pages):
    return any(book.pages > pages for book in await sync_to_async(list)(Book.objects.all()))


async def listed():
    return [row async for row in Author.objects.values_list("name", flat=True)], await Book.objects.all().acount()


async def joined():
    return ", ".join(author.name for author in await sync_to_async(list)(Author.objects.order_by("-name")))


async def numbered():
    return [f"{number} {book.title}" for number, book in enumerate(await sync_to_async(list)(Book.objects.order_by("pages")), 1)]


async def by_author():
    return [(author.name, [book.pk async for book in author.books.all()]) async for author in Author.objects.all()]


async def ordered():
    return [book.pk for book in await sync_to_async(sorted)(Book.objects.all(), key=lambda book: book.pages)]


async def chunks():
    return [pk for pk in await sync_to_async(list)(Book.objects.values_list("pk", flat=True).iterator(chunk_size=2))]
