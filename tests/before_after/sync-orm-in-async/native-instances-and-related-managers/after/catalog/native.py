from catalog.models import Author, Book, Tag


async def change(pk):
    book = await Book.objects.aget(pk=pk)
    book.pages += 1
    await book.asave(update_fields=["pages"])
    await book.arefresh_from_db()
    return book.pages


async def drop(pk):
    book = await Book.objects.aget(pk=pk)
    return (await book.adelete())[0]


async def tag(book: Book, tags: list[Tag]) -> int:
    await book.tags.aadd(*tags)
    await book.tags.aremove(tags[0])
    return await book.tags.acount()


async def retag(book: Book, name: str) -> str:
    await book.tags.aset([await Tag.objects.acreate(name=name)])
    return (await book.tags.aget()).name


async def write(author: Author, title: str) -> int:
    return (await author.books.acreate(title=title)).pk
