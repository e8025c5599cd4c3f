from .decorators import registered, retrying, threaded, timed
from .models import Author, Book


@timed
def books():
    return Book.objects.count()


@retrying(times=3)
def authors():
    return Author.objects.count()


@registered
@timed
def pages():
    return sum(book.pages for book in Book.objects.all())


@threaded
def first():
    return Book.objects.first().title


async def report():
    return books(), authors(), pages(), await first()
