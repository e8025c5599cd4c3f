from asgiref.sync import sync_to_async

from .models import Author, Book, Tag


async def first_title():
    return await sync_to_async(lambda: Book.objects.order_by("pages")[0].title)()


async def nth(n):
    books = Book.objects.all()
    return await sync_to_async(lambda: books[n])()


async def every_other():
    books = Book.objects.all()
    return [book.title for book in await sync_to_async(lambda: books[::2])()]


async def is_tagged(book: Book, name: str) -> bool:
    return await sync_to_async(lambda: name in book.tags.values_list("name", flat=True))()


async def wrote(author: Author, book: Book) -> bool:
    return await sync_to_async(lambda: book not in author.books.all())()


async def head_and_tail():
    head, *tail = await sync_to_async(list)(Book.objects.all())
    return head.title, len(tail)


async def two():
    one, other = await sync_to_async(list)(Tag.objects.order_by("name"))
    return one.name, other.name


async def with_extra(extra):
    return [*await sync_to_async(list)(Book.objects.values_list("title", flat=True)), *extra]
