from asgiref.sync import sync_to_async

from .models import Book


async def listed():
    books = Book.objects.order_by("pages")
    await sync_to_async(list)(books)
    if books and len(books) > 2 and books[0] in books:
        return [book.title for book in books], books.count(), books.exists(), books.first().title, list(books)[-1].title
    return None


async def counted():
    books = Book.objects.order_by("pages")
    number = await sync_to_async(len)(books)
    return number, books[0].title, max(book.pages for book in books), f"{len(books)}"


async def looped():
    books = Book.objects.filter(published=True)
    async for book in books:
        book.pages += 1
    return sum(book.pages for book in books), bool(books)


async def rows():
    books = [book async for book in Book.objects.all()]
    return len(books), books[0].title, [book.title for book in books], bool(books), books[::2], books.count(None)


async def in_a_thread():
    books = await sync_to_async(lambda: list(Book.objects.all()))()
    first, *rest = books
    return first.title, len(rest), any(book.pages for book in books)
