from .models import Author, Book


async def described(country):
    authors = Author.objects.filter(country=country)
    if authors:
        return [author.name for author in authors]
    return []


async def missing(title):
    if not Book.objects.filter(title=title):
        return "missing"
    return "there"


async def or_default(title):
    return [book if isinstance(book, str) else book.title for book in Book.objects.filter(title=title) or ["none"]]


async def choice(title):
    return "yes" if Book.objects.filter(title=title) else "no"


async def both(title, strict):
    books = Book.objects.filter(title=title)
    return "ok" if not strict or (strict and books) else "refused"


async def empty_out():
    rounds = 0
    while Book.objects.filter(published=False):
        await Book.objects.filter(published=False).aupdate(published=True)
        rounds += 1
    return rounds


async def flag(title):
    return bool(Book.objects.filter(title=title))


async def checked(title):
    assert Book.objects.filter(title=title), "no such book"
    return title
