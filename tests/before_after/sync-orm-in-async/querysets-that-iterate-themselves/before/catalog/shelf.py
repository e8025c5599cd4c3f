from .models import Book


async def titles():
    return Book.objects.titles()


async def letters():
    return Book.objects.by_first_letter()


async def added(data):
    return Book.adding.add("Drafts", **data).pk


async def made(data):
    book = Book(**data)
    book.save()
    return book.title


async def touched():
    book = await Book.objects.aget(pk=1)
    book.touch()
    return Book.objects.get(pk=1).pages
