from asgiref.sync import sync_to_async

from catalog.models import Book, Tag


async def change(pk):
    book = await Book.objects.aget(pk=pk)
    book.pages += 1
    await sync_to_async(book.save)()
    await sync_to_async(book.refresh_from_db)()
    return book.pages


async def tag(book: Book, tag: Tag) -> int:
    await sync_to_async(book.tags.add)(tag)
    return await book.tags.acount()


async def drop(book: Book) -> None:
    await sync_to_async(book.delete)()
