from .models import Author, Book, Tag


async def first_title():
    return Book.objects.order_by("pages")[0].title


async def nth(n):
    books = Book.objects.all()
    return books[n]


async def every_other():
    books = Book.objects.all()
    return [book.title for book in books[::2]]


async def is_tagged(book: Book, name: str) -> bool:
    return name in book.tags.values_list("name", flat=True)


async def wrote(author: Author, book: Book) -> bool:
    return book not in author.books.all()


async def head_and_tail():
    head, *tail = Book.objects.all()
    return head.title, len(tail)


async def two():
    one, other = Tag.objects.order_by("name")
    return one.name, other.name


async def with_extra(extra):
    return [*Book.objects.values_list("title", flat=True), *extra]
