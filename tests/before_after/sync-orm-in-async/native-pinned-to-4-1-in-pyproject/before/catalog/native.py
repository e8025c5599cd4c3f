from catalog.models import Book, Tag


async def change(pk):
    book = Book.objects.get(pk=pk)
    book.pages += 1
    book.save()
    book.refresh_from_db()
    return book.pages


async def tag(book: Book, tag: Tag) -> int:
    book.tags.add(tag)
    return book.tags.count()


async def drop(book: Book) -> None:
    book.delete()
