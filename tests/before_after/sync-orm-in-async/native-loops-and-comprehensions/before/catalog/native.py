from .models import Author, Book


async def titles():
    found = []
    for book in Book.objects.filter(published=True):
        found.append(book.title)
    else:
        found.append("end")
    return found


async def upper():
    return [book.title.upper() for book in Book.objects.all() if book.pages > 100]


async def pages():
    return {book.title: book.pages for book in Book.objects.all()}


async def longer(pages):
    return any(book.pages > pages for book in Book.objects.all())


async def listed():
    return list(Author.objects.values_list("name", flat=True)), len(Book.objects.all())


async def joined():
    return ", ".join(author.name for author in Author.objects.order_by("-name"))


async def numbered():
    return [f"{number} {book.title}" for number, book in enumerate(Book.objects.order_by("pages"), 1)]


async def by_author():
    return [(author.name, [book.pk for book in author.books.all()]) async for author in Author.objects.all()]


async def ordered():
    return [book.pk for book in sorted(Book.objects.all(), key=lambda book: book.pages)]


async def chunks():
    return [pk for pk in Book.objects.values_list("pk", flat=True).iterator(chunk_size=2)]
