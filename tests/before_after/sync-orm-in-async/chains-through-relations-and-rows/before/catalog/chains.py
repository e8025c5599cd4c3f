from .models import Author, Book


async def of_a_relation():
    book = await Book.objects.aget(pk=1)
    return book.author.books.filter(pages__gt=1).count()


async def of_a_row():
    Book.objects.filter(pk=3).first().delete()
    return Author.objects.get(pk=1).books.count()


async def in_a_loop():
    counts = []
    async for book in Book.objects.all():
        counts.append(book.author.books.count())
    return counts
