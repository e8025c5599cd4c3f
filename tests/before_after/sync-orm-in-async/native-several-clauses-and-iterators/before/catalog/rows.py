from .models import Author, Book


async def pairs():
    return [(author.name, book.title) for author in Author.objects.order_by("pk") for book in author.books.all()]


async def names():
    return {book.author.name for book in Book.objects.all() if book.author.publisher.name}


async def streamed():
    return [book.title for book in list(Book.objects.iterator())]


async def by_name():
    return getattr(Book.objects, "count")()


async def kept():
    fetch = Book.objects.get
    return fetch(pk=1).title


async def deleted():
    Book.objects.filter(pk=3).first().delete()
    return Author.objects.get(pk=1).books.count()


async def of_relations():
    book = await Book.objects.aget(pk=1)
    return book.author.books.filter(pages__gt=1).count()
