from asgiref.sync import sync_to_async

from catalog.models import Author, Book, Tag


async def tag(book_id, *names):
    book = await Book.objects.aget(pk=book_id)
    for name in names:
        found, _ = await Tag.objects.aget_or_create(name=name)
        await sync_to_async(book.tags.add)(found)
    return await sync_to_async(book.tags.count)()


async def retag(book: Book, tags: list[Tag]) -> list[str]:
    await sync_to_async(book.tags.set)(tags)
    return [tag.name for tag in await sync_to_async(list)(book.tags.order_by("name"))]


async def untag(book: Book, tag: Tag) -> bool:
    await sync_to_async(book.tags.remove)(tag)
    return await sync_to_async(book.tags.filter(pk=tag.pk).exists)()


async def clear(book: Book) -> None:
    await sync_to_async(book.tags.clear)()
    await sync_to_async(book.tags.create)(name="cleared")


async def publish(author: Author, title: str) -> int:
    book = await sync_to_async(author.books.create)(title=title)
    await sync_to_async(book.review_set.create)(stars=5)
    return await sync_to_async(author.books.filter(review__stars=5).count)()


async def rated(tag: Tag) -> list[tuple[str, int]]:
    rows = []
    for book in await sync_to_async(list)(tag.books.all()):
        rows.append((book.title, await sync_to_async(book.review_set.count)()))
    return rows
