from .models import Book


async def numbers():
    return Book.objects.long().count(), Book.objects.long().pick("Loops").pages


async def grown(title):
    book = Book.objects.get(title=title)
    book.grow()
    book.title = " Cycles "
    book.save()
    return book.title, book.pages


async def total():
    return await Book.objects.apages_in_total()
