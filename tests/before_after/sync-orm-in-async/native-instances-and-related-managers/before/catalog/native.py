from catalog.models import Author, Book, Tag


async def change(pk):
    book = await Book.objects.aget(pk=pk)
    book.pages += 1
    book.save(update_fields=["pages"])
    book.refresh_from_db()
    return book.pages


async def drop(pk):
    book = await Book.objects.aget(pk=pk)
    return book.delete()[0]


async def tag(book: Book, tags: list[Tag]) -> int:
    book.tags.add(*tags)
    book.tags.remove(tags[0])
    return book.tags.count()


async def retag(book: Book, name: str) -> str:
    book.tags.set([Tag.objects.create(name=name)])
    return book.tags.get().name


async def write(author: Author, title: str) -> int:
    return author.books.create(title=title).pk
